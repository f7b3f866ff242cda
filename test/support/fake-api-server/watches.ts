import type { ServerResponse } from 'node:http';
import type { Change, History } from './history.ts';
import type { Kind } from './kinds.ts';
import type { Chooser } from './selectors.ts';
import { expired } from './statuses.ts';
import type { StoredObject } from './stored-object.ts';

export type WatchRequest = {
  readonly kind: Kind;
  readonly apiVersion: string;
  readonly namespace: string | undefined;
  readonly isChosen: Chooser;
  /** Undefined: start with what is there. */
  readonly from: number | undefined;
  readonly existing: readonly StoredObject[];
  readonly bookmarks: boolean;
  readonly timeoutSeconds: number;
};

/** The open watches. A frozen one stays open and says nothing more, as over a connection that died without a FIN. */
export class Watches {
  readonly #history: History;
  readonly #open = new Map<ServerResponse, () => void>();
  readonly #frozen = new WeakSet<ServerResponse>();
  bookmarkMs = 60_000;

  constructor(history: History) {
    this.#history = history;
  }

  count(): number {
    return this.#open.size;
  }

  serve(request: WatchRequest, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    const past = request.from === undefined ? [] : this.#history.since(request.from);
    if (past === undefined) {
      const refusal = expired(`too old resource version: ${request.from ?? 0} (${this.#history.version()})`);
      response.end(`${JSON.stringify({ type: 'ERROR', object: refusal.body() })}\n`);
      return;
    }
    const send = (type: string, object: unknown) => this.#write(response, `${JSON.stringify({ type, object })}\n`);
    const tell = (change: Change) => {
      const type = typeFor(request, change);
      if (type !== undefined) {
        send(type, { ...change.object, apiVersion: request.apiVersion });
      }
    };
    if (request.from === undefined) {
      request.existing.forEach((object) => send('ADDED', { ...object, apiVersion: request.apiVersion }));
    }
    past.forEach(tell);
    const unsubscribe = this.#history.subscribe(tell);
    const bookmark = () => {
      const metadata = { resourceVersion: String(this.#history.version()) };
      send('BOOKMARK', { kind: request.kind.kind, apiVersion: request.apiVersion, metadata });
    };
    const bookmarks = request.bookmarks ? setInterval(bookmark, this.bookmarkMs) : undefined;
    const timeout = setTimeout(() => this.#end(response), request.timeoutSeconds * 1000);
    this.#open.set(response, () => {
      unsubscribe();
      clearInterval(bookmarks);
      clearTimeout(timeout);
    });
    response.on('close', () => this.#forget(response));
  }

  /** Ends every watch as the server does when its time is up. */
  end(): void {
    for (const response of [...this.#open.keys()]) {
      this.#end(response);
    }
  }

  freeze(): void {
    for (const response of this.#open.keys()) {
      this.#frozen.add(response);
    }
  }

  /** Writes to every watch what no object made: garbage, ERROR events, halves of characters. */
  write(bytes: string | Buffer): void {
    for (const response of this.#open.keys()) {
      this.#write(response, bytes);
    }
  }

  #write(response: ServerResponse, bytes: string | Buffer): void {
    if (!this.#frozen.has(response)) {
      response.write(bytes);
    }
  }

  #end(response: ServerResponse): void {
    response.end();
    this.#forget(response);
  }

  #forget(response: ServerResponse): void {
    this.#open.get(response)?.();
    this.#open.delete(response);
  }
}

// To a watch with a selector, an object whose labels change comes and goes.
function typeFor(request: WatchRequest, change: Change): string | undefined {
  const { metadata } = change.object;
  if (change.kind !== request.kind || (request.namespace !== undefined && metadata.namespace !== request.namespace)) {
    return undefined;
  }
  const was = change.before !== undefined && request.isChosen(change.before);
  const is = change.type !== 'DELETED' && request.isChosen(change.object);
  if (was) {
    return is ? 'MODIFIED' : 'DELETED';
  }
  return is ? 'ADDED' : undefined;
}
