import type { IncomingMessage } from 'node:http';
import { messageOf, SubpipeError } from '../../errors.ts';
import type { Collection } from '../../ports.ts';
import { type ApiClient, open, retryAfterMs } from '../api/calls.ts';
import { lostError, parseStatus, statusError } from '../api/errors.ts';
import { BrokenStream, linesOf, parseEvent, type WatchEvent } from './event-lines.ts';
import { ConnectionLost, chunksOf, readBody } from '../api/http.ts';
import { collectionPath, resourceOf } from '../api/resources.ts';
import { selectorsOf } from '../api/selectors.ts';
import { requestInfoOf } from '../api/request-info.ts';

/**
 * How a watch ended, and what to do then. After `closed` and `lost` the watch can go on where it stopped. After
 * `expired` (the version is too old), `silent` (no bookmark in time) and `broken` the collection must be listed again.
 * `forbidden` means that this identity may list but not watch.
 */
export type WatchEnd = {
  readonly kind: 'closed' | 'lost' | 'expired' | 'silent' | 'broken' | 'forbidden';
  readonly message: string;
  /** How long the server asked us to wait. */
  readonly waitMs: number;
};

/** The events of a watch before its end. */
export type News = Exclude<WatchEvent, { kind: 'stopped' }>;

/** Follows one watch connection to its end. Throws only what `onNews` throws, or the signal's reason. */
export async function followWatch(
  client: ApiClient,
  options: {
    readonly collection: Collection;
    readonly resourceVersion: string;
    readonly onNews: (news: News) => void;
    readonly abort: AbortSignal;
  },
): Promise<WatchEnd> {
  const { timings, endpoint } = client;
  const { abort, onNews } = options;
  const request = { method: 'GET', path: watchPath(options.collection, options.resourceVersion, client) } as const;
  try {
    const response = await open(client, request, abort);
    if (response.statusCode !== 200) {
      return await refusal(client, options.collection, response);
    }
    for await (const line of linesOf(chunksOf(response, timings.watchIdleMs))) {
      abort.throwIfAborted();
      const event = parseEvent(line);
      if (event.kind === 'stopped') {
        return end(event.code === 410 ? 'expired' : 'broken', event.message);
      }
      onNews(event);
    }
    return end('closed', 'the server ended the watch');
  } catch (error) {
    abort.throwIfAborted();
    if (error instanceof ConnectionLost) {
      return end(error.code === 'ETIMEDOUT' ? 'silent' : 'lost', lostError(error, endpoint, 0).message);
    }
    if (error instanceof BrokenStream) {
      return end('broken', error.message);
    }
    if (error instanceof SubpipeError) {
      return end('lost', messageOf(error));
    }
    throw error;
  }
}

function watchPath(collection: Collection, resourceVersion: string, client: ApiClient): string {
  const { watchMinMs, watchMaxMs } = client.timings;
  const lastMs = watchMinMs + Math.random() * (watchMaxMs - watchMinMs);
  const query = new URLSearchParams({
    watch: 'true',
    allowWatchBookmarks: 'true',
    ...selectorsOf(collection),
    resourceVersion,
    timeoutSeconds: String(Math.ceil(lastMs / 1000)),
  });
  return `${collectionPath(resourceOf(collection.apiVersion, collection.kind), collection.namespace)}?${query.toString()}`;
}

async function refusal(client: ApiClient, collection: Collection, response: IncomingMessage): Promise<WatchEnd> {
  const code = response.statusCode ?? 0;
  const text = await readBody(response, { timings: client.timings, maxBytes: 1024 * 1024 });
  const resource = resourceOf(collection.apiVersion, collection.kind);
  const info = requestInfoOf('watch', resource, { namespace: collection.namespace });
  const { message } = statusError(parseStatus(code, text), info, client.endpoint);
  if (code === 410) {
    return end('expired', message);
  }
  if (code === 403) {
    return end('forbidden', message);
  }
  return { kind: code === 429 || code >= 500 ? 'lost' : 'broken', message, waitMs: retryAfterMs(response) };
}

function end(kind: WatchEnd['kind'], message: string): WatchEnd {
  return { kind, message, waitMs: 0 };
}
