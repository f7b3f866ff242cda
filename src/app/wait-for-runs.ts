import { type Judgement, judgeWait, type SelectedRun, type Selection } from '../core/judge-wait.ts';
import { LABEL_RUN_ID } from '../core/labels.ts';
import type { Outcome } from '../core/outcome.ts';
import { progressOf } from '../core/progress.ts';
import { type PipelineRun, TEKTON_V1 } from '../core/tekton.ts';
import { SubpipeError } from '../errors.ts';
import type { Clock, Cluster, Reporter } from '../ports.ts';
import { Doorbell } from './doorbell.ts';
import { TreeMemory } from './tree-memory.ts';

export type WaitOptions = {
  readonly runId: string;
  readonly selection: Selection;
  /** How many runs must be there at least. */
  readonly expect: number;
  readonly timeoutMs: number;
  readonly appearTimeoutMs: number;
};

export type WaitReport = {
  readonly outcome: Outcome;
  readonly message: string;
  readonly selected: readonly SelectedRun[];
};

const TICK_MS = 5_000;

/**
 * Waits for children of a run. One deadline holds for all of them together.
 *
 * @throws SubpipeError `interrupted` when `stop` fires, `not-allowed` or `unreachable` as the cluster says.
 */
export async function waitForRuns(
  options: WaitOptions,
  {
    cluster,
    clock,
    reporter,
  }: { readonly cluster: Cluster; readonly clock: Clock; readonly reporter: Omit<Reporter, 'draw'> },
  stop: AbortSignal,
): Promise<WaitReport> {
  const startedAt = clock.now();
  const memory = new TreeMemory();
  const doorbell = new Doorbell();
  const told = new Map<string, string>();
  const collection = { apiVersion: TEKTON_V1, kind: 'PipelineRun', labelSelector: `${LABEL_RUN_ID}=${options.runId}` };
  const runs = await cluster.watch<PipelineRun>(collection, { onChange: () => doorbell.ring(), signal: stop });
  for (;;) {
    if (stop.aborted) throw new SubpipeError('interrupted', 'stopped while waiting');
    const failure = runs.failure();
    if (failure !== undefined) throw failure;
    const judgement = judgeWait(memory.observe(runs.items()), options.selection, options.expect);
    tellProgress(judgement, told, reporter);
    if (judgement.kind === 'ended') return judgement;
    const late = deadlinePassed(judgement, options, clock.now() - startedAt);
    if (late !== undefined) return { ...late, selected: judgement.selected };
    await doorbell.wait(
      clock,
      Math.min(TICK_MS, timeToNextDeadline(judgement, options, clock.now() - startedAt)),
      stop,
    );
  }
}

function tellProgress({ selected }: Judgement, told: Map<string, string>, reporter: Omit<Reporter, 'draw'>): void {
  for (const { title, state, run } of selected) {
    const facts =
      state.kind === 'ended'
        ? { run: title, outcome: state.outcome }
        : { run: title, state: state.reason, ...(run === undefined ? {} : progressOfStatus(run)) };
    const key = JSON.stringify(facts);
    if (told.get(title) === key) continue;
    told.set(title, key);
    reporter.info(state.kind === 'ended' ? 'run-ended' : 'run-progress', state.message, facts);
  }
}

/** The TaskRuns are not read: what the run's own status counts must do. */
function progressOfStatus(run: PipelineRun) {
  const { total } = progressOf({ run, taskRuns: [] });
  return total === 0 ? {} : { tasks: total };
}

function deadlinePassed(
  judgement: Judgement,
  options: WaitOptions,
  waitedMs: number,
): Omit<WaitReport, 'selected'> | undefined {
  const { selection, runId, expect } = options;
  const what = `${selection.kind} ${selection.name}, run id ${runId}`;
  if (judgement.selected.length < expect && waitedMs >= options.appearTimeoutMs) {
    const found = judgement.selected.length;
    return {
      outcome: 'never-appeared',
      message: `${found} of ${expect} runs appeared in ${options.appearTimeoutMs / 1000} s: ${what}`,
    };
  }
  if (waitedMs < options.timeoutMs) return undefined;
  const states = judgement.selected.map(
    ({ title, state }) => `${title} is ${state.kind === 'ended' ? state.outcome : state.reason}`,
  );
  return { outcome: 'deadline', message: `not over in ${options.timeoutMs / 1000} s: ${states.join(', ') || what}` };
}

function timeToNextDeadline(judgement: Judgement, options: WaitOptions, waitedMs: number): number {
  const missing = judgement.selected.length < options.expect;
  const next = missing ? Math.min(options.appearTimeoutMs, options.timeoutMs) : options.timeoutMs;
  return Math.max(10, next - waitedMs);
}
