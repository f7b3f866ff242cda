import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../ports.ts';

/** The real time; a sleep that is cut short by its signal simply ends. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, abort) => {
    await sleep(ms, undefined, { signal: abort }).catch(() => undefined);
  },
};
