import type { Timings } from './timings.ts';

/** Full jitter: clients that lost the same server at the same moment do not come back at the same moment. */
export function backoffMs(
  attempt: number,
  timings: Pick<Timings, 'retryBaseMs' | 'retryCapMs'>,
  random: () => number = Math.random,
): number {
  return random() * Math.min(timings.retryCapMs, timings.retryBaseMs * 2 ** attempt);
}
