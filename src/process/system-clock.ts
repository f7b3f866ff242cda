import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../ports.ts';

/** The real time. A sleep whose signal fires ends at once, without an error. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, abort) => {
    await sleep(ms, undefined, { signal: abort }).catch(() => undefined);
  },
};
