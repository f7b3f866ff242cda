import type { Clock } from '../ports.ts';

/** Wakes one waiter. A ring while nobody waits is kept, and many rings are one. */
export class Doorbell {
  #rung = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Resolves at the next ring, after `ms`, or when the signal fires. */
  async wait(clock: Clock, ms: number, abort: AbortSignal): Promise<void> {
    if (!this.#rung) {
      const awake = new AbortController();
      this.#wake = () => awake.abort();
      await clock.sleep(ms, AbortSignal.any([awake.signal, abort]));
      this.#wake = undefined;
    }
    this.#rung = false;
  }
}
