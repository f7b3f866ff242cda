import { parseDuration } from '../duration.ts';
import type { Target, TargetTimeouts, AppliedTarget } from './target.ts';
import type { Payload } from '../payload/payload.ts';

const PARTS = ['pipeline', 'tasks', 'finally'] as const;

/**
 * Timeouts of the PipelineRun. Tekton refuses a run whose parts have more time than the whole, so those of the
 * payload's own timeouts that contradict the new ones are left out.
 */
export function applyToTimeouts(payload: Payload, { timeouts: wanted = {} }: Target): AppliedTarget {
  if (PARTS.every((part) => wanted[part] === undefined)) return { payload, changes: [], warnings: [] };
  const before = payload.run.spec.timeouts ?? {};
  const both: TargetTimeouts = { ...before, ...wanted };
  const after = isConsistent(both) ? both : wanted;
  const changes = PARTS.flatMap((part) => {
    const [from, to] = [before[part] ?? 'none', after[part] ?? 'none'];
    return from === to ? [] : [`timeout of ${part}: ${from} -> ${to}`];
  });
  const run = { ...payload.run, spec: { ...payload.run.spec, timeouts: after } };
  return { payload: { ...payload, run }, changes, warnings: [] };
}

/** Tekton's rule (validatePipelineTimeout, v1.15): tasks + finally <= pipeline; 0 is no limit. */
export function isConsistent({ pipeline, tasks, finally: last }: TargetTimeouts): boolean {
  const whole = parseDuration(pipeline ?? '0') ?? 0;
  if (whole === 0) return true;
  const parts = [tasks, last].flatMap((each) => (each === undefined ? [] : [parseDuration(each) ?? 0]));
  return parts.every((part) => part > 0) && parts.reduce((sum, part) => sum + part, 0) <= whole;
}
