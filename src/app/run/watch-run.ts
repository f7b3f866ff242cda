import { EXITS } from '../../core/exit-codes.ts';
import { ANNOTATION_PAYLOAD, LABEL_MAIN_RUN_ID } from '../../core/launch/labels.ts';
import { mainLaunch } from '../../core/launch/launch.ts';
import type { NamespacedRef } from '../../core/k8s/object.ts';
import { growTree, type RunNode } from '../../core/tree/tree.ts';
import type { PipelineRun, TaskRun } from '../../core/tekton/types.ts';
import { taskRunsOfRun } from '../../core/tekton/task-runs-of-run.ts';
import { isDone, succeededCondition } from '../../core/tekton/condition.ts';
import { SubpipeError } from '../../errors.ts';
import type { Clock, Cluster, TreeView } from '../../ports.ts';
import { Doorbell, type Look, lookUntilDone, throwFailure } from '../doorbell.ts';
import { TreeMemory } from './tree-memory.ts';
import { watchTree } from './watch-tree.ts';
import { present } from '../../core/present.ts';

export type WatchReport = {
  /** Absent where main was never launched. */
  readonly tree?: RunNode;
  readonly bootstrap: PipelineRun;
  readonly bootstrapTaskRuns: readonly TaskRun[];
};

const TICK_MS = 1_000;

/**
 * Follows the tree of a bootstrap PipelineRun until that run has ended, and changes nothing.
 *
 * @throws SubpipeError `bad-input` where there is no such run, `interrupted` when `stop` fires, `unreachable`,
 * `not-allowed` or `api` as the cluster answers.
 */
export async function watchRun(
  ref: NamespacedRef,
  { cluster, clock, view }: { readonly cluster: Cluster; readonly clock: Clock; readonly view: TreeView },
  stop: AbortSignal,
): Promise<WatchReport> {
  const found = await cluster.get<PipelineRun>(ref, stop);
  if (found === undefined) throw notFound(ref);
  const runId = runIdOf(found);
  const doorbell = new Doorbell();
  const options = { onChange: () => doorbell.ring(), abort: stop };
  const [watch, own] = await Promise.all([
    watchTree(runId, cluster, options),
    cluster.watch<TaskRun>(taskRunsOfRun(ref), options),
  ]);
  const memory = new TreeMemory();
  let tree: RunNode | undefined;
  const look = async (): Promise<Look<WatchReport>> => {
    throwFailure(own);
    const { runs, taskRuns } = watch.items();
    if (stop.aborted) throw new SubpipeError('interrupted', 'stopped watching; the run goes on');
    tree = treeOf(runId, memory.observe(runs), taskRuns) ?? tree;
    if (tree !== undefined) view.draw(tree);
    const bootstrap = await cluster.get<PipelineRun>(ref, stop);
    if (bootstrap === undefined) throw notFound(ref);
    if (!isDone(bootstrap)) return { kind: 'again', withinMs: TICK_MS };
    const result = { ...present({ tree }), bootstrap, bootstrapTaskRuns: own.items() };
    return { kind: 'done', result };
  };
  return lookUntilDone(look, { doorbell, clock, abort: stop });
}

/** The exit code that the program ended with in the bootstrap's step; without a step, 1 unless the run succeeded. */
export function bootstrapExitCode({ bootstrap, bootstrapTaskRuns }: WatchReport): number {
  if (succeededCondition(bootstrap)?.status === 'True') return EXITS.succeeded.exitCode;
  const steps = bootstrapTaskRuns.flatMap((taskRun) => taskRun.status?.steps ?? []);
  return steps.map((step) => step.terminated?.exitCode ?? 0).find((code) => code !== 0) ?? EXITS.failed.exitCode;
}

function treeOf(
  runId: string,
  observed: ReturnType<TreeMemory['observe']>,
  taskRuns: readonly TaskRun[],
): RunNode | undefined {
  const main = observed.runs.find((run) => run.metadata.labels?.[LABEL_MAIN_RUN_ID] === runId);
  const pipeline = main?.metadata.annotations?.[ANNOTATION_PAYLOAD];
  if (pipeline === undefined) return undefined;
  const snapshot = { main: mainLaunch(runId, pipeline), taskRuns, ...observed };
  return growTree(snapshot, { earlySignals: true, maxDepth: Number.MAX_SAFE_INTEGER, stop: false });
}

/** The run id of a bootstrap run, as its Task makes it: the param run-id where it is set, else the uid. */
function runIdOf({ metadata, spec }: PipelineRun): string {
  const set = spec.params?.find((param) => param.name === 'run-id')?.value;
  return typeof set === 'string' && set !== '' ? set : (metadata.uid ?? '');
}

function notFound({ namespace, name }: NamespacedRef): SubpipeError {
  return new SubpipeError('bad-input', `there is no PipelineRun ${namespace}/${name}`, {
    hint: `list them with: kubectl get pipelineruns -n ${namespace}`,
  });
}
