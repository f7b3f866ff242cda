import type { FactsOf } from '../log.ts';
import { LABEL_SIGNAL } from '../launch/labels.ts';
import type { SelectedRun } from './judge.ts';
import { OUTCOMES } from '../outcome.ts';
import { type Progress, progressOf } from '../tekton/progress.ts';
import type { TaskRun } from '../tekton/types.ts';
import { present } from '../present.ts';

/** A line of the log; its message is one sentence that names namespace, run and state. */
export type ProgressLine = { readonly message: string } & (
  | { readonly code: 'run-progress'; readonly facts: FactsOf<'run-progress'> }
  | { readonly code: 'run-ended'; readonly facts: FactsOf<'run-ended'> }
);

/**
 * How far a run is: tasks done of all tasks, what runs now, or why nothing can run yet. Two equal lines mean that
 * nothing has changed. `taskRuns` are those of this run; empty where they cannot be read.
 */
export function waitProgress({ title, state, run }: SelectedRun, taskRuns: readonly TaskRun[]): ProgressLine {
  const signal = run?.metadata.labels?.[LABEL_SIGNAL];
  const facts = { run: title, ...present({ signal }) };
  if (state.kind === 'ended') {
    const message = `${title}: ${withMessage(OUTCOMES[state.outcome].title, state.message)}`;
    return { code: 'run-ended', message, facts: { ...facts, outcome: state.outcome } };
  }
  const progress = progressOf({ ...present({ run }), taskRuns });
  const { total } = progress;
  const stage = { ...facts, state: state.reason };
  if (!areTasksKnown(progress, taskRuns)) {
    const message = `${title}: ${withMessage(state.reason, state.message)}`;
    return { code: 'run-progress', message, facts: { ...stage, ...(total === 0 ? {} : { total }) } };
  }
  return { code: 'run-progress', message: `${title}: ${tasksDone(progress)}`, facts: { ...stage, ...progress } };
}

/** The state of a run, as in: ci/build is Running (0 of 2 tasks done; running compile). */
export function stateSentence({ title, state, run }: SelectedRun, taskRuns: readonly TaskRun[]): string {
  if (state.kind === 'ended') return `${title} is ${state.outcome}`;
  const progress = progressOf({ ...present({ run }), taskRuns });
  const stage = areTasksKnown(progress, taskRuns)
    ? `${state.reason} (${tasksDone(progress)})`
    : withMessage(state.reason, state.message);
  return `${title} is ${stage}`;
}

/**
 * False where Tekton's own message says more: why the run is pending, or, without TaskRuns, how many tasks are done.
 */
function areTasksKnown({ total }: Progress, taskRuns: readonly TaskRun[]): boolean {
  return total > 0 && taskRuns.length > 0;
}

function tasksDone({ done, total, running }: Progress): string {
  const now = running.length === 0 ? '' : `; running ${running.join(', ')}`;
  return `${done} of ${total} ${total === 1 ? 'task' : 'tasks'} done${now}`;
}

function withMessage(state: string, message: string): string {
  return message === '' ? state : `${state}: ${message}`;
}
