import type { KubeObject } from '../../core/k8s/object.ts';
import { messageOf } from '../../errors.ts';
import type { Collection, LiveCollection } from '../../ports.ts';
import { backoffMs } from '../api/backoff.ts';
import { type ApiClient, pause } from '../api/calls.ts';
import { StatusError } from '../api/errors.ts';
import { listAll } from '../api/list.ts';
import { LiveItems } from './live-items.ts';
import { followWatch, type News, type WatchEnd } from './watch-stream.ts';

type Options<T extends KubeObject> = {
  readonly collection: Collection;
  readonly onChange: () => void;
  readonly abort: AbortSignal;
  readonly client: ApiClient;
  readonly items: LiveItems<T>;
};

/** Lists a collection, then keeps the list up to date in the background until the signal fires. */
export async function startLiveList<T extends KubeObject>(
  options: Omit<Options<T>, 'items'>,
): Promise<LiveCollection<T>> {
  const items = new LiveItems<T>();
  const first = await listAll<T>(options.client, options.collection, options.abort);
  items.replace(first.items);
  const loop = new LiveList<T>({ ...options, items }, first.resourceVersion);
  void loop.run();
  return { items: () => items.items(), failure: () => loop.failure() };
}

/**
 * INVARIANTS
 * - Lists decide: even if a watch misses changes, the items are right again after `relistMs` at most.
 * - Every wait ends when the signal fires; after that nothing is changed, called or left running.
 * - Only a refusal that lasts, or an error of `onChange`, ends the loop before that.
 */
class LiveList<T extends KubeObject> {
  readonly #options: Options<T>;
  #resourceVersion: string;
  #listedAt = performance.now();
  #mustList = false;
  #pollUntil = 0;
  #saidPolling = false;
  #attempt = 0;
  #refusedSince: number | undefined;
  #failure: Error | undefined;

  constructor(options: Options<T>, resourceVersion: string) {
    this.#options = options;
    this.#resourceVersion = resourceVersion;
  }

  failure(): Error | undefined {
    return this.#failure;
  }

  async run(): Promise<void> {
    const { abort } = this.#options;
    try {
      while (!abort.aborted) {
        await this.#step();
      }
    } catch (error) {
      if (!abort.aborted) {
        this.#fail(error instanceof Error ? error : new Error(messageOf(error)));
      }
    }
  }

  async #step(): Promise<void> {
    const { abort, client } = this.#options;
    const { pollMs, relistMs } = client.timings;
    if (this.#mustList || performance.now() - this.#listedAt >= relistMs) {
      const waitMs = await this.#list();
      return waitMs === undefined ? undefined : pause(waitMs, abort);
    }
    if (performance.now() < this.#pollUntil) {
      this.#mustList = true;
      return pause(pollMs, abort);
    }
    const startedAt = performance.now();
    const end = await this.#watch();
    if (performance.now() - startedAt >= client.timings.retryCapMs) {
      this.#attempt = 0;
    }
    const waitMs = end === undefined ? 0 : this.#afterWatch(end);
    if (waitMs > 0) {
      await pause(waitMs, abort);
    }
  }

  /** Lists the collection; gives how long to wait before the next try, undefined after success. */
  async #list(): Promise<number | undefined> {
    const { client, collection, items, abort } = this.#options;
    let listing: Awaited<ReturnType<typeof listAll<T>>>;
    try {
      listing = await listAll<T>(client, collection, abort);
    } catch (error) {
      abort.throwIfAborted();
      this.#mustList = true;
      this.#checkRefusal(error);
      return this.#nextWaitMs(messageOf(error));
    }
    this.#mustList = false;
    this.#refusedSince = undefined;
    this.#listedAt = performance.now();
    this.#resourceVersion = listing.resourceVersion;
    this.#ringIf(items.replace(listing.items));
    return undefined;
  }

  /** Watches until the watch ends, and says why; undefined where we ended it ourselves, to list again. */
  async #watch(): Promise<WatchEnd | undefined> {
    const { client, collection, abort } = this.#options;
    const cut = new AbortController();
    const stop = () => cut.abort(abort.reason);
    abort.addEventListener('abort', stop, { once: true });
    const timer = setTimeout(stop, this.#listedAt + client.timings.relistMs - performance.now());
    try {
      return await followWatch(client, {
        collection,
        resourceVersion: this.#resourceVersion,
        onNews: (news) => this.#take(news),
        abort: cut.signal,
      });
    } catch (error) {
      abort.throwIfAborted();
      if (!cut.signal.aborted) {
        throw error;
      }
      this.#mustList = true;
      return undefined;
    } finally {
      clearTimeout(timer);
      abort.removeEventListener('abort', stop);
    }
  }

  #take(news: News): void {
    const { items } = this.#options;
    this.#attempt = 0;
    if (news.kind === 'bookmark') {
      this.#resourceVersion = news.resourceVersion || this.#resourceVersion;
      return;
    }
    // Only the API server guarantees the type: it was asked for this kind only.
    const object = news.object as T;
    this.#resourceVersion = object.metadata.resourceVersion ?? this.#resourceVersion;
    // A deletion has the object's last state, which may be new as well: so it is seen first, and then gone.
    this.#ringIf(items.put(object));
    if (news.kind === 'deleted') this.#ringIf(items.remove(object));
  }

  #afterWatch(end: WatchEnd): number {
    const { client } = this.#options;
    this.#mustList = end.kind !== 'closed' && end.kind !== 'lost';
    if (end.kind === 'broken' || end.kind === 'silent') {
      client.notify('watch-broken', `${end.message}; listing again`);
    }
    if (end.kind === 'forbidden') {
      this.#pollUntil = performance.now() + client.timings.rewatchMs;
      if (!this.#saidPolling) {
        this.#saidPolling = true;
        client.notify('watch-polling', `${end.message}; listing every ${client.timings.pollMs / 1000} s instead`);
      }
      return client.timings.pollMs;
    }
    return Math.max(end.waitMs, this.#nextWaitMs(end.message));
  }

  #nextWaitMs(why: string): number {
    const { client, collection } = this.#options;
    const waitMs = backoffMs(this.#attempt, client.timings);
    this.#attempt += 1;
    // A lost connection is normal; the third in a row is reported.
    if (this.#attempt === 3) {
      client.notify('api-retrying', `watching ${collection.kind}: ${why}; trying again`);
    }
    return waitMs;
  }

  #checkRefusal(error: unknown): void {
    const isRefusal = error instanceof StatusError && error.status >= 400 && error.status < 429;
    if (!isRefusal) {
      this.#refusedSince = undefined;
      return;
    }
    this.#refusedSince ??= performance.now();
    if (performance.now() - this.#refusedSince >= this.#options.client.timings.refusalGraceMs) {
      throw error;
    }
  }

  #ringIf(changed: boolean): void {
    if (changed && !this.#options.abort.aborted) {
      this.#options.onChange();
    }
  }

  #fail(error: Error): void {
    this.#failure = error;
    this.#options.client.notify('watch-failed', `${this.#options.collection.kind}: ${error.message}`);
    this.#options.onChange();
  }
}
