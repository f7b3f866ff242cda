import { formatDuration, parseDuration } from '../duration.ts';
import { present } from '../present.ts';
import type { PipelineRunSpec, PipelineTaskRunSpec } from '../tekton/types.ts';

export type Timeouts = NonNullable<PipelineRunSpec['timeouts']>;

/**
 * Timeouts that give nothing more than the time that is left. Tekton wants tasks + finally <= pipeline; 0 is "no
 * limit", which it refuses for a part where the whole is limited.
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
  const keepsParts = (tasks ?? 0) + (last ?? 0) <= leftMs;
  return {
    pipeline: formatDuration(leftMs),
    ...present({
      tasks: keepsParts && tasks !== undefined ? timeouts.tasks : undefined,
      finally: keepsParts && last !== undefined ? timeouts.finally : undefined,
    }),
  };
}

/** The spec without a timeout that is longer than that of all tasks together, which Tekton (v1.15) refuses. */
export function withinTimeouts(spec: PipelineTaskRunSpec, { tasks, pipeline }: Timeouts): PipelineTaskRunSpec {
  const limitMs = parseDuration(tasks ?? pipeline ?? '0') ?? 0;
  const { timeout, ...rest } = spec;
  const tooLong = timeout !== undefined && limitMs > 0 && (parseDuration(timeout) ?? 0) > limitMs;
  return tooLong ? rest : spec;
}
