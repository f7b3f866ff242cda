import { type Failure, failureSentence, failuresOf } from '../../core/tekton/failure.ts';
import { judgeWait, type WaitState, type SelectedRun, unclaimedRejections } from '../../core/wait/judge.ts';
import type { Outcome } from '../../core/outcome.ts';
import type { PipelineRun } from '../../core/tekton/types.ts';
import { passedDeadline, untilDeadline, type WaitLimits } from '../../core/wait/deadline.ts';
import { collectionOf } from '../../core/wait/selection.ts';
import { SubpipeError } from '../../errors.ts';
import type { Log } from '../../core/log.ts';
import type { Clock, Cluster } from '../../ports.ts';
import { Doorbell } from '../doorbell.ts';
import { FollowLogs } from './follow-logs.ts';
import { TaskRunFollower } from './follow-task-runs.ts';
import { refuseLateResults } from './refuse-late-results.ts';
import { WaitMemory } from './wait-memory.ts';
import { WaitReporter } from './wait-reporter.ts';

export type WaitOptions = WaitLimits & {
  /** Where to look; absent means in all namespaces. */
  readonly namespace?: string;
  /** The pod that this process runs in, where it does. */
  readonly pod?: string;
  /** Receives each line of the step logs of the runs; absent: they are not read. */
  readonly onLogLine?: (line: string) => void;
};

export type WaitReport = {
  readonly outcome: Outcome;
  readonly message: string;
  readonly selected: readonly SelectedRun[];
  /** The run that decided; absent where none did. */
  readonly decisive?: SelectedRun;
};

export type WaitDependencies = {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly reporter: Log;
};

type Ended = Extract<WaitState, { kind: 'ended' }>;

/** A look at the clock at least this often, whatever the watches say. */
const TICK_MS = 5_000;

/**
 * Waits for PipelineRuns. One deadline holds for all of them together.
 *
 * @throws SubpipeError `interrupted` when `stop` fires, `bad-usage` where the wait could never end, `not-allowed` or
 * `unreachable` as the cluster says.
 */
export async function waitForRuns(
  options: WaitOptions,
  dependencies: WaitDependencies,
  stop: AbortSignal,
): Promise<WaitReport> {
  const ending = new AbortController();
  try {
    return await waitUntilOver(options, dependencies, stop, AbortSignal.any([stop, ending.signal]));
  } catch (error) {
    if (stop.aborted) throw new SubpipeError('interrupted', 'stopped while waiting', { cause: error });
    throw error;
  } finally {
    ending.abort();
  }
}

async function waitUntilOver(
  options: WaitOptions,
  { cluster, clock, reporter }: WaitDependencies,
  stop: AbortSignal,
  abort: AbortSignal,
): Promise<WaitReport> {
  const startedAt = clock.now();
  const memory = new WaitMemory();
  const doorbell = new Doorbell();
  const ring = () => doorbell.ring();
  const taskRuns = new TaskRunFollower({ cluster, reporter, onChange: ring, abort });
  const told = new WaitReporter({ reporter, clock });
  const { onLogLine, pod } = options;
  const logs = onLogLine === undefined ? undefined : new FollowLogs({ cluster, reporter, onLine: onLogLine, abort });

  const runs = await cluster.watch<PipelineRun>(collectionOf(options.selection, options.namespace), {
    onChange: () => {
      memory.observe(runs.items());
      ring();
    },
    abort,
  });
  memory.observe(runs.items());
  const refusal = pod === undefined ? undefined : refusalOf(options, { cluster, pod, abort }, ring);

  for (;;) {
    stop.throwIfAborted();
    const observed = memory.observed();
    const judgement = judgeWait(observed, options.selection, options.expect);
    // What is there already is not what this Task has yet to ask for.
    const failure = runs.failure() ?? (judgement.selected.length === 0 ? refusal?.() : undefined);
    if (failure !== undefined) throw failure;
    if (judgement.kind === 'ended') {
      const message = await tellEnd(judgement, { taskRuns, told });
      if (logs !== undefined) await logs.finish(await lastTaskRunsOf(judgement, taskRuns), clock);
      return { ...judgement, message };
    }
    for (const { run, state } of judgement.selected) {
      if (run === undefined || state.kind === 'ended') continue;
      taskRuns.follow(run);
      logs?.follow(run, taskRuns.followed(run) ?? []);
    }
    const waitedMs = clock.now() - startedAt;
    const { selected } = judgement;
    told.report(selected, (run) => taskRuns.followed(run));
    told.reportRejections(unclaimedRejections(observed, options.selection));
    const late = passedDeadline({ waitedMs, selected, observed, told: told.lastReported() }, options);
    if (late !== undefined) return { ...late, selected };
    told.beat(selected, waitedMs);
    const nextMs = untilDeadline({ waitedMs, selected }, options);
    await doorbell.wait(clock, Math.max(10, Math.min(TICK_MS, nextMs)), stop);
  }
}

/** Asks in the background, so that it costs a wait no time; gives the refusal once it is known. */
function refusalOf(
  { selection }: WaitOptions,
  place: { readonly cluster: Cluster; readonly pod: string; readonly abort: AbortSignal },
  ring: () => void,
): () => Error | undefined {
  let refusal: Error | undefined;
  refuseLateResults(selection, place).catch((error: unknown) => {
    refusal = error instanceof Error ? error : new Error(String(error));
    ring();
  });
  return () => refusal;
}

/** Of every run that has ended and is still there. */
function lastTaskRunsOf({ selected }: Ended, taskRuns: TaskRunFollower) {
  const ended = selected.flatMap(({ run, state }) =>
    run === undefined || state.kind !== 'ended' || state.outcome === 'deleted' ? [] : [run],
  );
  return Promise.all(ended.map(async (run) => ({ run, taskRuns: await taskRuns.lastTaskRunsOf(run) })));
}

/** Gives the message of the wait: of a run that failed it names the task, which Tekton's own sentence does not. */
async function tellEnd(
  { selected, decisive, message }: Ended,
  { taskRuns, told }: { readonly taskRuns: TaskRunFollower; readonly told: WaitReporter },
): Promise<string> {
  told.report(selected, (run) => taskRuns.followed(run));
  let cause: Failure | undefined;
  for (const { run, state, title } of selected) {
    if (run === undefined || state.kind !== 'ended' || state.outcome === 'succeeded') continue;
    if (state.outcome === 'deleted') continue;
    const known = taskRuns.followed(run) ?? [];
    const failures = failuresOf({ taskRuns: known });
    const last = failures.length > 0 ? failures : failuresOf({ taskRuns: await taskRuns.lastTaskRunsOf(run) });
    told.reportFailures(title, run.metadata.namespace ?? '', last);
    if (title === decisive.title && state.outcome === 'failed') [cause] = last;
  }
  return cause === undefined ? message : `${decisive.title}: ${failureSentence(cause)}`;
}
