import type { KubeObject } from '../../../src/core/k8s/object.ts';
import { LABEL_PIPELINE, LABEL_RUN_ID } from '../../../src/core/launch/labels.ts';
import type { PipelineRun, StepState, TaskRun } from '../../../src/core/tekton/types.ts';
import { eventually } from '../eventually.ts';
import { kubectl, listObjects } from '../kubectl.ts';

type TimedStep = Omit<StepState, 'terminated'> & {
  readonly terminated?: { readonly exitCode: number; readonly startedAt: string; readonly finishedAt: string };
};
type TaskRunStatus = NonNullable<TaskRun['status']>;
/** A TaskRun with the times of its steps, by which tests tell the order. */
export type TimedTaskRun = Omit<TaskRun, 'status'> & {
  readonly status?: Omit<TaskRunStatus, 'steps'> & { readonly steps?: readonly TimedStep[] };
};

/** The PipelineRuns of a tree, by the name of their pipeline; it may hold each pipeline once. */
export async function runsByPipeline(runId: string): Promise<ReadonlyMap<string, PipelineRun>> {
  const runs = await runsOf(runId);
  return new Map(runs.map((run) => [run.metadata.labels?.[LABEL_PIPELINE] ?? '', run]));
}

export function runsOf(runId: string): Promise<readonly PipelineRun[]> {
  return listObjects<PipelineRun>('pipelineruns', '-A', '-l', `${LABEL_RUN_ID}=${runId}`);
}

export function namespacesOf(runId: string): Promise<readonly KubeObject[]> {
  return listObjects('namespaces', '-l', `${LABEL_RUN_ID}=${runId}`);
}

export function grantsOf(runId: string): Promise<readonly KubeObject[]> {
  return listObjects('clusterrolebindings', '-l', `${LABEL_RUN_ID}=${runId}`);
}

export function taskRunsIn(namespace: string, run: string): Promise<readonly TimedTaskRun[]> {
  return listObjects<TimedTaskRun>('taskruns', '-n', namespace, '-l', `tekton.dev/pipelineRun=${run}`);
}

/** The TaskRuns of a run, by the name of the task in the pipeline. */
export async function tasksOf({ metadata }: PipelineRun): Promise<ReadonlyMap<string, TimedTaskRun>> {
  const taskRuns = await taskRunsIn(metadata.namespace ?? '', metadata.name ?? '');
  return new Map(taskRuns.map((each) => [each.metadata.labels?.['tekton.dev/pipelineTask'] ?? '', each]));
}

/** What a step has printed. */
export async function stepLog(run: PipelineRun, task: string, step: string): Promise<string> {
  const pod = (await tasksOf(run)).get(task)?.status?.podName;
  if (pod === undefined) throw new Error(`task ${task} of ${run.metadata.name ?? ''} has no pod`);
  return kubectl(['logs', '-n', run.metadata.namespace ?? '', pod, '-c', `step-${step}`]);
}

/** `get` for a map whose keys the test knows to be there. */
export function entryOf<T>(map: ReadonlyMap<string, T>, key: string): T {
  const value = map.get(key);
  if (value === undefined) throw new Error(`no ${key}; there are: ${[...map.keys()].join(', ')}`);
  return value;
}

/** Sets an annotation of a run. */
export async function annotate({ metadata }: PipelineRun, name: string, value: string): Promise<void> {
  const run = ['pipelinerun', metadata.name ?? '', '-n', metadata.namespace ?? ''];
  await kubectl(['annotate', ...run, `${name}=${value}`]);
}

/** Waits until a step has printed `text` in a pod that is not `but` (a pod made anew has the same name); gives that pod. */
export function podThatSays(
  { metadata: { namespace = '' } }: PipelineRun,
  [task, step]: readonly [string, string],
  text: string,
  but?: KubeObject,
): Promise<KubeObject> {
  const look = async () => {
    const pods = await listObjects('pods', '-n', namespace, '-l', `tekton.dev/pipelineTask=${task}`);
    const pod = pods.find(({ metadata }) => metadata.uid !== but?.metadata.uid);
    if (pod === undefined) return undefined;
    const log = kubectl(['logs', '-n', namespace, pod.metadata.name ?? '', '-c', `step-${step}`]);
    // Before the container has started there is none.
    return (await log.catch(() => '')).includes(text) && pod;
  };
  return eventually(look, 200_000, 300);
}

/** Waits until a tree has a run of a pipeline for which `check` holds, and gives that run. */
export function runOf(
  runId: string,
  pipeline: string,
  check: (run: PipelineRun) => boolean = () => true,
): Promise<PipelineRun> {
  const look = async () => {
    const run = (await runsByPipeline(runId)).get(pipeline);
    return run !== undefined && check(run) && run;
  };
  return eventually(look, 200_000, 300);
}
