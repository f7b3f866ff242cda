/*
 * How a run, a wait or the whole tree ended, and the exit code that says so. The README's table is generated from
 * OUTCOMES; both programs use it.
 */

export type Outcome =
  | 'succeeded'
  | 'failed'
  | 'cancelled'
  | 'timed-out'
  | 'rejected'
  | 'never-appeared'
  | 'deleted'
  | 'not-allowed'
  | 'deadline';

type OutcomeFacts = { readonly exitCode: number; readonly title: string; readonly when: string };

export const OUTCOMES: Readonly<Record<Outcome, OutcomeFacts>> = {
  succeeded: { exitCode: 0, title: 'Succeeded', when: 'every run succeeded; skipped tasks are fine' },
  failed: { exitCode: 1, title: 'Failed', when: 'a pipeline failed' },
  cancelled: { exitCode: 3, title: 'Cancelled', when: 'a run was cancelled' },
  'timed-out': { exitCode: 4, title: 'TimedOut', when: 'Tekton timed a run out' },
  rejected: { exitCode: 5, title: 'Rejected', when: 'a signal could not be launched' },
  'never-appeared': { exitCode: 5, title: 'NeverAppeared', when: 'no run appeared in the time given for it' },
  deleted: { exitCode: 6, title: 'Deleted', when: 'a run was deleted before it ended' },
  'not-allowed': { exitCode: 7, title: 'NotAllowed', when: 'the ServiceAccount lacks a permission' },
  deadline: { exitCode: 124, title: 'Deadline', when: "subpipe's own --timeout passed" },
};

/** Exit codes that are not the outcome of a run. */
export const OTHER_EXIT_CODES = [
  { exitCode: 2, title: 'BadInput', when: 'bad usage or bad input; nothing was created' },
  { exitCode: 8, title: 'Unreachable', when: 'no cluster, no answer from it, or no Tekton on it' },
  { exitCode: 130, title: 'Interrupted', when: 'SIGINT; `subpipe run` has cancelled the tree' },
  { exitCode: 143, title: 'Terminated', when: 'SIGTERM; `subpipe run` has cancelled the tree' },
] as const;

/** The word for an exit code that is not the outcome of a run, such as `NotAllowed` for 7. */
export function exitTitle(exitCode: number): string {
  const facts = [OUTCOMES['not-allowed'], ...OTHER_EXIT_CODES].find((each) => each.exitCode === exitCode);
  return facts?.title ?? `exit code ${exitCode}`;
}

/** The higher, the more it says about what to fix. A Record, so that an outcome without one does not compile. */
const SEVERITY: Readonly<Record<Outcome, number>> = {
  'not-allowed': 8,
  failed: 7,
  rejected: 6,
  'timed-out': 5,
  deleted: 4,
  'never-appeared': 3,
  deadline: 2,
  cancelled: 1,
  succeeded: 0,
};

/** The outcome that stands for all of them; `succeeded` for none. */
export function mostSevere(outcomes: readonly Outcome[]): Outcome {
  return outcomes.reduce((worst, outcome) => (SEVERITY[outcome] > SEVERITY[worst] ? outcome : worst), 'succeeded');
}
