import { judgeWait, type SelectedRun, unclaimedRejections } from '../../core/wait/judge.ts';
import type { Outcome } from '../../core/outcome.ts';
import type { PipelineRun } from '../../core/tekton/types.ts';
import { passedDeadline, untilDeadline, type WaitLimits } from '../../core/wait/deadline.ts';
import { collectionOf } from '../../core/wait/selection.ts';
import { SubpipeError } from '../../errors.ts';
import type { Log } from '../../core/log.ts';
import type { Clock, Cluster } from '../../ports.ts';
import { Doorbell, type Look, lookUntilDone, throwFailure } from '../doorbell.ts';
import { closeWait } from './close-wait.ts';
import { FollowLogs } from './follow-logs.ts';
import { TaskRunFollower } from './follow-task-runs.ts';
import { refuseLateResults } from './refuse-late-results.ts';
import { WaitMemory } from './wait-memory.ts';
import { WaitReporter } from './wait-reporter.ts';

export type WaitOptions = WaitLimits & {
  /** Where to look; absent means in all namespaces. */
  readonly namespace?: string;
  /** The pod that this process runs in; absent outside a pod. */
  readonly pod?: string;
  /** Gets each line of the step logs of the runs; where it is absent, logs are not read. */
  readonly onLogLine?: (line: string) => void;
};

export type WaitReport = {
  readonly outcome: Outcome;
  readonly message: string;
  readonly selected: readonly SelectedRun[];
  /** The run that decided the outcome; absent where none did. */
  readonly decisive?: SelectedRun;
};

export type WaitDependencies = {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly reporter: Log;
};

/** The runs are looked at this often at least, even if no watch reports a change: time passes without one. */
const TICK_MS = 5_000;

/**
 * Waits for PipelineRuns. One deadline holds for all of them together.
 *
 * @throws SubpipeError `interrupted` when `stop` fires, `bad-usage` where the wait could never end, `not-allowed`,
 * `unreachable`, `bad-input` or `api` as the cluster answers.
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
  const { selection, expect, onLogLine, pod } = options;
  const startedAt = clock.now();
  const memory = new WaitMemory();
  const doorbell = new Doorbell();
  const ring = () => doorbell.ring();
  const taskRuns = new TaskRunFollower({ cluster, reporter, onChange: ring, abort });
  const waitReporter = new WaitReporter({ log: reporter, clock });
  const logs = onLogLine === undefined ? undefined : new FollowLogs({ cluster, reporter, onLine: onLogLine, abort });
  const runs = await cluster.watch<PipelineRun>(collectionOf(selection, options.namespace), {
    onChange: () => {
      memory.observe(runs.items());
      ring();
    },
    abort,
  });
  memory.observe(runs.items());
  const refusal = pod === undefined ? undefined : refusalOf(options, { cluster, pod, abort }, ring);

  const look = async (): Promise<Look<WaitReport>> => {
    stop.throwIfAborted();
    throwFailure(runs);
    const observed = memory.observed();
    const state = judgeWait(observed, selection, expect);
    const { selected } = state;
    // A run that has appeared was not launched by a signal of this Task, which has not ended yet: so the wait can end.
    const refused = selected.length === 0 ? refusal?.() : undefined;
    if (refused !== undefined) throw refused;
    if (state.kind === 'ended') {
      const message = await closeWait(state, { taskRuns, waitReporter, logs, clock });
      return { kind: 'done', result: { ...state, message } };
    }
    followTasks(selected, { taskRuns, logs });
    waitReporter.report(selected, (run) => taskRuns.followed(run));
    waitReporter.reportRejections(unclaimedRejections(observed, selection));
    const waitedMs = clock.now() - startedAt;
    const taskRunsOf = (run: PipelineRun) => taskRuns.followed(run) ?? [];
    const late = passedDeadline({ waitedMs, selected, observed, taskRunsOf }, options);
    if (late !== undefined) return { kind: 'done', result: { ...late, selected } };
    waitReporter.beat(selected, waitedMs);
    const nextMs = untilDeadline({ waitedMs, selected }, options);
    return { kind: 'again', withinMs: Math.max(10, Math.min(TICK_MS, nextMs)) };
  };
  return lookUntilDone(look, { doorbell, clock, abort: stop });
}

/** Begins to follow the tasks of every run that has not ended, and their logs where those are wanted. */
function followTasks(
  selected: readonly SelectedRun[],
  { taskRuns, logs }: { readonly taskRuns: TaskRunFollower; readonly logs: FollowLogs | undefined },
): void {
  for (const { run, state } of selected) {
    if (run === undefined || state.kind === 'ended') continue;
    taskRuns.follow(run);
    logs?.follow(run, taskRuns.followed(run) ?? []);
  }
}

/**
 * Checks in the background, so that a wait is not delayed; the function that is returned gives the refusal once it is
 * known.
 */
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
