import { LABEL_TEKTON_PIPELINE_TASK } from './labels.ts';
import type { PipelineRun, TaskRun } from './types.ts';
import { isDone, succeededCondition } from './condition.ts';

export type Progress = {
  readonly done: number;
  /** Tasks of the pipeline, finally tasks included; 0 while Tekton has not resolved it. */
  readonly total: number;
  /** What runs now, each as `task` or `task/step`, or `task (why it is pending)`. */
  readonly running: readonly string[];
};

/** A run, absent while it does not exist yet, and its TaskRuns. */
type RunWithTaskRuns = { readonly run?: PipelineRun; readonly taskRuns: readonly TaskRun[] };

/** How far a run is, from its resolved spec and its TaskRuns. Skipped tasks count as done. */
export function progressOf({ run, taskRuns }: RunWithTaskRuns): Progress {
  const spec = run?.status?.pipelineSpec;
  const total = (spec?.tasks?.length ?? 0) + (spec?.finally?.length ?? 0);
  // A matrix makes many TaskRuns of one task, which is done when none of them runs.
  const open = new Set(taskRuns.filter((taskRun) => !isDone(taskRun)).map(taskName));
  const finished = new Set(taskRuns.map(taskName).filter((name) => !open.has(name)));
  const skipped = (run?.status?.skippedTasks ?? []).filter(({ name }) => !finished.has(name)).length;
  const running = taskRuns.filter((taskRun) => !isDone(taskRun)).map(activity);
  return { done: Math.min(total, finished.size + skipped), total, running };
}

function taskName(taskRun: TaskRun): string {
  return taskRun.metadata.labels?.[LABEL_TEKTON_PIPELINE_TASK] ?? taskRun.metadata.name ?? '';
}

/** Reasons of a TaskRun whose pod cannot start yet; their message says why, unless it only counts containers. */
const PENDING_REASONS = new Set(['Pending', 'ExceededResourceQuota', 'ExceededNodeResources', 'PullImageFailed']);

function activity(taskRun: TaskRun): string {
  const step = taskRun.status?.steps?.find((each) => each.terminated === undefined && each.running !== undefined);
  if (step?.name !== undefined) return `${taskName(taskRun)}/${step.name}`;
  const { reason = '', message = '' } = succeededCondition(taskRun) ?? {};
  const why = PENDING_REASONS.has(reason) ? pendingBecause(message) : '';
  return why === '' || why === reason ? taskName(taskRun) : `${taskName(taskRun)} (${why})`;
}

/**
 * Why a pod is pending, out of Tekton's sentence: `pod status "PodScheduled":"False"; message: "0/1 nodes are
 * available"`.
 */
function pendingBecause(message: string): string {
  const inner = /^pod status "\w+":"\w+"; message: "(.*)"$/s.exec(message)?.[1] ?? message;
  return inner.startsWith('containers with ') || inner.startsWith('pod status') ? '' : inner;
}
