import { formatDuration, parseDuration } from '../duration.ts';
import type { PipelineRunSpec, PipelineTaskRunSpec } from '../tekton/types.ts';

export type Timeouts = NonNullable<PipelineRunSpec['timeouts']>;

/**
 * Nothing gets more than the time that is left. Tekton wants tasks + finally <= pipeline; it takes 0 for "no limit",
 * and refuses that for a part where the whole is limited.
 */
export function limitTimeouts(timeouts: Timeouts = {}, timeLeftMs: number): Timeouts {
  const leftMs = Math.max(1000, timeLeftMs);
  const ms = (text: string | undefined) => {
    const parsed = text === undefined ? undefined : parseDuration(text);
    return parsed === undefined || parsed === 0 ? undefined : parsed;
  };
  const [pipeline, tasks, last] = [ms(timeouts.pipeline), ms(timeouts.tasks), ms(timeouts.finally)];
  if (pipeline !== undefined && pipeline <= leftMs) return timeouts;
  if (pipeline === undefined && timeouts.pipeline === undefined && tasks === undefined && last === undefined) {
    return { pipeline: formatDuration(leftMs) };
  }
  const fits = (tasks ?? 0) + (last ?? 0) <= leftMs;
  return {
    pipeline: formatDuration(leftMs),
    ...(fits && tasks !== undefined && timeouts.tasks !== undefined ? { tasks: timeouts.tasks } : {}),
    ...(fits && last !== undefined && timeouts.finally !== undefined ? { finally: timeouts.finally } : {}),
  };
}

/** Tekton (v1.15) refuses a run with a task that has more time than all tasks together; without its own it gets theirs. */
export function withinTimeouts(spec: PipelineTaskRunSpec, { tasks, pipeline }: Timeouts): PipelineTaskRunSpec {
  const limitMs = parseDuration(tasks ?? pipeline ?? '0') ?? 0;
  const { timeout, ...rest } = spec;
  const tooLong = timeout !== undefined && limitMs > 0 && (parseDuration(timeout) ?? 0) > limitMs;
  return tooLong ? rest : spec;
}
