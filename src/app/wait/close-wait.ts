import { type Failure, failureSentence, failuresOf } from '../../core/tekton/failure.ts';
import type { PipelineRun } from '../../core/tekton/types.ts';
import type { SelectedRun, WaitState } from '../../core/wait/judge.ts';
import type { Clock } from '../../ports.ts';
import type { FollowLogs } from './follow-logs.ts';
import type { TaskRunFollower } from './follow-task-runs.ts';
import type { WaitReporter } from './wait-reporter.ts';

type Ended = Extract<WaitState, { kind: 'ended' }>;

/**
 * Reports how each run ended, and of those that failed, where; then reads the logs to their end. Gives the message of
 * the wait, which for a failed run names the task: Tekton's own message does not.
 */
export async function closeWait(
  state: Ended,
  context: {
    readonly taskRuns: TaskRunFollower;
    readonly waitReporter: WaitReporter;
    readonly logs: FollowLogs | undefined;
    readonly clock: Clock;
  },
): Promise<string> {
  const { taskRuns, waitReporter, logs, clock } = context;
  const message = await reportEnd(state, { taskRuns, waitReporter });
  if (logs !== undefined) await logs.finish(await lastTaskRunsOf(state.selected, taskRuns), clock);
  return message;
}

async function reportEnd(
  { selected, decisive, message }: Ended,
  { taskRuns, waitReporter }: { readonly taskRuns: TaskRunFollower; readonly waitReporter: WaitReporter },
): Promise<string> {
  waitReporter.report(selected, (run) => taskRuns.followed(run));
  let cause: Failure | undefined;
  for (const { run, state, title } of selected) {
    if (run === undefined || state.kind !== 'ended') continue;
    if (state.outcome === 'succeeded' || state.outcome === 'deleted') continue;
    const failures = await failuresOfRun(run, taskRuns);
    waitReporter.reportFailures(title, run.metadata.namespace ?? '', failures);
    if (title === decisive.title && state.outcome === 'failed') [cause] = failures;
  }
  return cause === undefined ? message : `${decisive.title}: ${failureSentence(cause)}`;
}

/** The failures of a run; where the watch shows none, the TaskRuns are listed, as it may be a moment late. */
async function failuresOfRun(run: PipelineRun, taskRuns: TaskRunFollower): Promise<readonly Failure[]> {
  const watched = failuresOf({ taskRuns: taskRuns.followed(run) ?? [] });
  return watched.length > 0 ? watched : failuresOf({ taskRuns: await taskRuns.lastTaskRunsOf(run) });
}

/** The TaskRuns of every run that has ended and still exists. */
function lastTaskRunsOf(selected: readonly SelectedRun[], taskRuns: TaskRunFollower) {
  const ended = selected.flatMap(({ run, state }) =>
    run === undefined || state.kind !== 'ended' || state.outcome === 'deleted' ? [] : [run],
  );
  return Promise.all(ended.map(async (run) => ({ run, taskRuns: await taskRuns.lastTaskRunsOf(run) })));
}
