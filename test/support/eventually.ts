import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until `check` gives something other than undefined or false, and gives that; fails after `withinMs`. */
export async function eventually<T>(
  check: () => T | undefined | false | Promise<T | undefined | false>,
  withinMs = 30_000,
  everyMs = 5,
): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    const found = await check();
    if (found !== undefined && found !== false) {
      return found;
    }
    if (performance.now() > end) {
      throw new Error(`still not so after ${withinMs} ms: ${check.toString()}`);
    }
    await sleep(everyMs);
  }
}
