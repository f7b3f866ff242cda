import { type NamespacedRef, qualifiedName } from '../k8s/object.ts';
import { ANNOTATION_LAUNCH_RECORDS, LABEL_PIPELINE } from '../launch/labels.ts';
import { LABEL_TEKTON_PIPELINE } from '../tekton/labels.ts';
import { type Launch, runRef } from '../launch/launch.ts';
import { type LaunchRecord, writeLaunchRecords } from '../launch/record.ts';
import { isCancelRequested } from '../tekton/run-state.ts';
import { growTree, nodes, type RunNode, type Snapshot, type TreeOptions } from './tree.ts';

/** What there is to do, by kind, and what each kind of action needs. */
type Actions = {
  /** Make the objects of a launch, its PipelineRun last. */
  readonly launch: { readonly launch: Launch };
  /** Ask Tekton to cancel a run. */
  readonly cancel: { readonly ref: NamespacedRef };
  /** Put the Pipeline's own name back on a run whose label Tekton has overwritten. */
  readonly label: { readonly ref: NamespacedRef; readonly labels: Readonly<Record<string, string>> };
  /** Write what became of a run's launches where waiters see it. */
  readonly record: { readonly ref: NamespacedRef; readonly text: string };
};

export type ActionKind = keyof Actions;

/** One thing to do; `Action<'cancel'>` is that of one kind. */
export type Action<Kind extends ActionKind = ActionKind> = {
  [Each in Kind]: { readonly kind: Each } & Actions[Each];
}[Kind];

export type Decision = {
  readonly tree: RunNode;
  readonly actions: readonly Action[];
  /** Each is to be reported once. */
  readonly warnings: readonly string[];
  /** Nothing runs and nothing is wanted any more. */
  readonly settled: boolean;
};

/**
 * What to do now. Level-triggered: the same snapshot gives the same decision, and an action that was carried out
 * already is not asked for again, so a restart, a lost watch or a repeated event costs nothing.
 */
export function decide(snapshot: Snapshot, options: TreeOptions): Decision {
  const tree = growTree(snapshot, options);
  const all = [...nodes(tree)];
  return {
    tree,
    actions: all.flatMap(actionsFor),
    warnings: all.flatMap((node) => node.warnings),
    settled: all.every((node) => node.state.kind === 'ended'),
  };
}

function actionsFor(node: RunNode): Action[] {
  const { launch, run, state } = node;
  if (run === undefined) return state.kind === 'wanted' ? [{ kind: 'launch', launch }] : [];
  const actions: Action[] = [];
  if (node.stopped && state.kind === 'active' && !isCancelRequested(run)) {
    actions.push({ kind: 'cancel', ref: runRef(launch) });
  }
  const pipeline = run.metadata.labels?.[LABEL_PIPELINE];
  // Tekton <= 1.12 overwrites the label of a run with an embedded spec at its first reconcile, and never again.
  if (pipeline !== undefined && run.metadata.labels?.[LABEL_TEKTON_PIPELINE] !== pipeline && run.status !== undefined) {
    actions.push({ kind: 'label', ref: runRef(launch), labels: { [LABEL_TEKTON_PIPELINE]: pipeline } });
  }
  const text = writeLaunchRecords(node.children.flatMap(recordOf));
  const standing = run.metadata.annotations?.[ANNOTATION_LAUNCH_RECORDS] ?? '[]';
  if (text !== standing) actions.push({ kind: 'record', ref: runRef(launch), text });
  return actions;
}

function recordOf(child: RunNode): LaunchRecord[] {
  const { launch, state } = child;
  if (launch.source === undefined || state.kind === 'wanted') return [];
  const { signal, taskRun } = launch.source;
  const exists = child.run !== undefined || (state.kind === 'ended' && state.outcome !== 'rejected');
  const base = {
    signal,
    taskRun,
    pipeline: launch.pipeline,
    ...(child.pipelineName === undefined ? {} : { pipelineName: child.pipelineName }),
    ...(exists ? { run: qualifiedName(launch) } : {}),
  };
  if (state.kind === 'active') return [base];
  return [
    {
      ...base,
      outcome: state.outcome,
      ...(state.message === '' ? {} : { message: state.message }),
      ...(child.results === undefined ? {} : { results: child.results }),
    },
  ];
}
