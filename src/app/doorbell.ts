import type { KubeObject } from '../core/k8s/object.ts';
import type { Clock, LiveCollection } from '../ports.ts';

/** Wakes one waiter. A ring while nobody waits is kept; several rings then count as one. */
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

/** What a look at watched collections gives: the result, or the time after which to look again if nothing rings. */
export type Look<T> =
  { readonly kind: 'done'; readonly result: T } | { readonly kind: 'again'; readonly withinMs: number };

/** Looks now, and again at every ring, until a look gives the result or throws. */
export async function lookUntilDone<T>(
  look: () => Promise<Look<T>>,
  { doorbell, clock, abort }: { readonly doorbell: Doorbell; readonly clock: Clock; readonly abort: AbortSignal },
): Promise<T> {
  for (;;) {
    const seen = await look();
    if (seen.kind === 'done') return seen.result;
    await doorbell.wait(clock, seen.withinMs, abort);
  }
}

/** Throws the failure of a collection that is not kept up to date any more. */
export function throwFailure(...collections: readonly LiveCollection<KubeObject>[]): void {
  for (const collection of collections) {
    const failure = collection.failure();
    if (failure !== undefined) throw failure;
  }
}
