import { childrenOf, type Observed, type SelectedRun } from './judge.ts';
import type { Outcome } from '../outcome.ts';
import type { PipelineRun, TaskRun } from '../tekton/types.ts';
import { stateSentence } from './progress-line.ts';
import { describeSelection, type Selection } from './selection.ts';

export type WaitLimits = {
  readonly selection: Selection;
  /** How many runs must appear at least. */
  readonly expect: number;
  /** For the whole wait, for all runs together. */
  readonly timeoutMs: number;
  /** For `expect` runs to appear. */
  readonly appearTimeoutMs: number;
};

export type Waited = {
  readonly waitedMs: number;
  readonly selected: readonly SelectedRun[];
  readonly observed: Observed;
  /** The TaskRuns, which may show why a run does not proceed; empty where they cannot be read. */
  readonly taskRunsOf: (run: PipelineRun) => readonly TaskRun[];
};

/** The outcome of a wait whose time is over; undefined where it is not. */
export function passedDeadline(
  { waitedMs, selected, observed, taskRunsOf }: Waited,
  { selection, expect, timeoutMs, appearTimeoutMs }: WaitLimits,
): { readonly outcome: Outcome; readonly message: string } | undefined {
  const what = describeSelection(selection);
  if (selected.length < expect && waitedMs >= appearTimeoutMs) {
    const others = childrenOf(observed);
    const there = others.length === 0 ? '' : `; children of this run: ${others.join(', ')}`;
    const appeared = `${selected.length} of ${expect} ${expect === 1 ? 'run' : 'runs'} appeared`;
    return { outcome: 'never-appeared', message: `${appeared} in ${appearTimeoutMs / 1000} s: ${what}${there}` };
  }
  if (waitedMs < timeoutMs) return undefined;
  const states = selected.map((each) => stateSentence(each, each.run === undefined ? [] : taskRunsOf(each.run)));
  return { outcome: 'deadline', message: `not over in ${timeoutMs / 1000} s: ${states.join(', ') || what}` };
}

/** Milliseconds until the next of the two deadlines. */
export function untilDeadline(
  { waitedMs, selected }: Pick<Waited, 'waitedMs' | 'selected'>,
  { expect, timeoutMs, appearTimeoutMs }: WaitLimits,
): number {
  const next = selected.length < expect ? Math.min(appearTimeoutMs, timeoutMs) : timeoutMs;
  return Math.max(0, next - waitedMs);
}
