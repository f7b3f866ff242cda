import type { FactsOf } from '../log.ts';
import { LABEL_SIGNAL } from '../launch/labels.ts';
import type { SelectedRun } from './judge.ts';
import { OUTCOMES } from '../outcome.ts';
import { progressOf } from '../tekton/progress.ts';
import type { TaskRun } from '../tekton/types.ts';

/** A line of the log; its message is one sentence that names namespace, run and state. */
export type ProgressLine = { readonly message: string } & (
  | { readonly code: 'run-progress'; readonly facts: FactsOf<'run-progress'> }
  | { readonly code: 'run-ended'; readonly facts: FactsOf<'run-ended'> }
);

/**
 * How far a run is that is waited for: tasks done of all tasks, what runs now, or why nothing can run yet. Equal
 * lines mean that nothing has changed. `taskRuns` are those of this run, or empty where they cannot be read.
 */
export function waitProgress({ title, state, run }: SelectedRun, taskRuns: readonly TaskRun[]): ProgressLine {
  const signal = run?.metadata.labels?.[LABEL_SIGNAL];
  const facts = { run: title, ...(signal === undefined ? {} : { signal }) };
  if (state.kind === 'ended') {
    const { title: outcome } = OUTCOMES[state.outcome];
    const why = state.message === '' ? '' : `: ${state.message}`;
    return { code: 'run-ended', message: `${title}: ${outcome}${why}`, facts: { ...facts, outcome: state.outcome } };
  }
  const { done, total, running } = progressOf({ ...(run === undefined ? {} : { run }), taskRuns });
  const stage = { ...facts, state: state.reason };
  if (total === 0 || taskRuns.length === 0) {
    // Tekton's own sentence: why it is pending, or, without the TaskRuns, its count of tasks.
    const why = state.message === '' ? '' : `: ${state.message}`;
    return {
      code: 'run-progress',
      message: `${title}: ${state.reason}${why}`,
      facts: { ...stage, ...(total === 0 ? {} : { total }) },
    };
  }
  const now = running.length === 0 ? '' : `; running ${running.join(', ')}`;
  return {
    code: 'run-progress',
    message: `${title}: ${done} of ${total} ${total === 1 ? 'task' : 'tasks'} done${now}`,
    facts: { ...stage, done, total, running },
  };
}
