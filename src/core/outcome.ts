/*
 * How a run, a wait or the whole tree ended, and the exit code that says so. All other exit codes are in
 * exit-codes.ts.
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

/** A way in which a program can end, with the word for it and a row of the README's table. */
export type Exit = { readonly exitCode: number; readonly title: string; readonly when: string };

export const OUTCOMES: Readonly<Record<Outcome, Exit>> = {
  succeeded: { exitCode: 0, title: 'Succeeded', when: 'every run succeeded; skipped tasks are fine' },
  failed: { exitCode: 1, title: 'Failed', when: 'a pipeline failed' },
  cancelled: { exitCode: 3, title: 'Cancelled', when: 'a run was cancelled' },
  'timed-out': { exitCode: 4, title: 'TimedOut', when: 'Tekton timed a run out' },
  rejected: { exitCode: 5, title: 'Rejected', when: 'a signal could not be launched' },
  'never-appeared': { exitCode: 5, title: 'NeverAppeared', when: 'no run appeared in the time given for it' },
  deleted: { exitCode: 6, title: 'Deleted', when: 'a run was deleted before it ended' },
  'not-allowed': { exitCode: 7, title: 'NotAllowed', when: 'a permission is missing' },
  deadline: { exitCode: 124, title: 'Deadline', when: "subpipe's own --timeout passed" },
};

/**
 * The higher, the more an outcome says about what to fix. A Record, so that an outcome that is not in it does not
 * compile.
 */
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

/** The outcome that is reported for all of them together; `succeeded` for none. */
export function mostSevere(outcomes: readonly Outcome[]): Outcome {
  return outcomes.reduce((worst, outcome) => (SEVERITY[outcome] > SEVERITY[worst] ? outcome : worst), 'succeeded');
}
