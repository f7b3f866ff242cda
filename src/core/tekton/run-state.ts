import type { Outcome } from '../outcome.ts';
import { type ParamValue, type PipelineRun } from './types.ts';
import { succeededCondition } from './condition.ts';
import { present } from '../present.ts';

export type RunState =
  | { readonly kind: 'active'; readonly reason: string; readonly message: string; readonly startedAt?: string }
  | {
      readonly kind: 'ended';
      readonly outcome: Outcome;
      readonly message: string;
      readonly startedAt?: string;
      readonly endedAt?: string;
    };

/** Reasons of a False condition, Tekton 0.44 to 1.15 (pkg/apis/pipeline/v1/pipelinerun_types.go). */
const CANCELLED_REASONS = new Set(['Cancelled', 'PipelineRunCancelled', 'CancelledRunFinally', 'StoppedRunFinally']);
const TIMED_OUT_REASONS = new Set(['PipelineRunTimeout']);

/** The state of a PipelineRun by its Succeeded condition alone; of a False one, the reason says which outcome it is. */
export function runState(run: PipelineRun): RunState {
  const condition = succeededCondition(run);
  const message = condition?.message ?? '';
  const startedAt = run.status?.startTime;
  if (condition === undefined || condition.status === 'Unknown') {
    return { kind: 'active', reason: condition?.reason ?? 'Pending', message, ...present({ startedAt }) };
  }
  const endedAt = run.status?.completionTime ?? condition.lastTransitionTime;
  const outcome = outcomeOf(condition.status, condition.reason);
  return { kind: 'ended', outcome, message, ...present({ startedAt, endedAt }) };
}

function outcomeOf(status: 'True' | 'False', reason = ''): Outcome {
  if (status === 'True') return 'succeeded';
  if (CANCELLED_REASONS.has(reason)) return 'cancelled';
  return TIMED_OUT_REASONS.has(reason) ? 'timed-out' : 'failed';
}

/** The results that Tekton has collected of a run, by name; undefined where there are none. */
export function resultsOf(run: PipelineRun): Readonly<Record<string, ParamValue>> | undefined {
  const results = run.status?.results ?? [];
  return results.length === 0 ? undefined : Object.fromEntries(results.map(({ name, value }) => [name, value]));
}

/** True where somebody has asked this run to end early, also after it has ended. */
export function isCancelRequested(run: PipelineRun): boolean {
  return CANCELLED_REASONS.has(run.spec.status ?? '');
}
