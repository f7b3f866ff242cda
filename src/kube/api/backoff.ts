import type { Timings } from './timings.ts';

/**
 * A random time to wait before a retry (full jitter), so that clients which lost a server together do not return
 * together.
 */
export function backoffMs(
  attempt: number,
  timings: Pick<Timings, 'retryBaseMs' | 'retryCapMs'>,
  random: () => number = Math.random,
): number {
  return random() * Math.min(timings.retryCapMs, timings.retryBaseMs * 2 ** attempt);
}
