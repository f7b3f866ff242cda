import { type NamespacedRef, qualifiedName } from '../k8s/object.ts';
import { ANNOTATION_LAUNCH_RECORDS, LABEL_PIPELINE } from '../launch/labels.ts';
import { LABEL_TEKTON_PIPELINE } from '../tekton/labels.ts';
import { type Launch, runRef } from '../launch/launch.ts';
import { type LaunchRecord, writeLaunchRecords } from '../launch/record.ts';
import { isCancelRequested } from '../tekton/run-state.ts';
import { growTree, nodes, type RunNode, type Snapshot, type TreeOptions } from './tree.ts';
import { present } from '../present.ts';
import { nonEmpty } from '../text.ts';

/** What each kind of action needs. */
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

/** One thing to do in the cluster; `Action<'cancel'>` is an action of one kind. */
export type Action<Kind extends ActionKind = ActionKind> = {
  [Each in Kind]: { readonly kind: Each } & Actions[Each];
}[Kind];

export type Decision = {
  readonly tree: RunNode;
  readonly actions: readonly Action[];
  /** Sentences about signals; a later decision may give the same ones again, which are then not to be reported. */
  readonly warnings: readonly string[];
  /** True when nothing runs and nothing is to be launched any more. */
  readonly settled: boolean;
};

/**
 * Decides what to do now, from the snapshot alone: the same snapshot gives the same decision, and an action whose
 * effect is in the snapshot is not asked for again. So a restart, a lost watch or a repeated event does no harm.
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
  const written = run.metadata.annotations?.[ANNOTATION_LAUNCH_RECORDS] ?? '[]';
  if (text !== written) actions.push({ kind: 'record', ref: runRef(launch), text });
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
    ...present({ pipelineName: child.pipelineName, run: exists ? qualifiedName(launch) : undefined }),
  };
  if (state.kind === 'active') return [base];
  const { outcome, message } = state;
  return [{ ...base, outcome, ...present({ message: nonEmpty(message), results: child.results }) }];
}
