import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Credentials } from '../auth/endpoint.ts';
import type { Timings } from './timings.ts';

// node:https and not a faster client: this program mostly waits, and takes 70 MB of memory with it, not 93.

export type HttpRequest = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With the query, without the server's own path. */
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
};

/** The server did not answer. `sent` is false where the request surely did not reach it. */
export class ConnectionLost extends Error {
  readonly code: string;
  readonly sent: boolean;

  constructor(message: string, details: { readonly code: string; readonly sent: boolean; readonly cause?: unknown }) {
    super(message, { cause: details.cause });
    this.name = 'ConnectionLost';
    this.code = details.code;
    this.sent = details.sent;
  }
}

/**
 * Sends one request and resolves when the headers of the answer have come. Throws ConnectionLost, or the signal's
 * reason.
 */
export async function send(
  server: URL,
  credentials: Credentials,
  request: HttpRequest,
  options: { readonly timings: Timings; readonly abort: AbortSignal },
): Promise<IncomingMessage> {
  const { timings, abort } = options;
  abort.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const call = server.protocol === 'http:' ? requestHttp : requestHttps;
  const outgoing = call({
    host: server.hostname.replace(/^\[|\]$/g, ''),
    port: server.port,
    path: server.pathname.replace(/\/$/, '') + request.path,
    method: request.method,
    agent: credentials.agent,
    signal: abort,
    headers: {
      // The wildcard is for logs, which are plain text.
      accept: 'application/json, */*',
      'user-agent': 'subpipe',
      ...(request.body === undefined
        ? {}
        : {
            'content-type': request.contentType ?? 'application/json',
            'content-length': Buffer.byteLength(request.body),
          }),
      ...credentials.headers,
    },
  });
  const phase = watchPhases(outgoing, server, timings);
  outgoing.on('response', resolve);
  outgoing.on('error', (error: NodeJS.ErrnoException) => {
    const sent = phase.isConnected();
    const code = error instanceof ConnectionLost ? error.code : (error.code ?? 'UNKNOWN');
    reject(abort.aborted ? abort.reason : new ConnectionLost(error.message, { code, sent, cause: error }));
  });
  outgoing.end(request.body);
  try {
    return await promise;
  } finally {
    phase.stop();
  }
}

function watchPhases(outgoing: ClientRequest, server: URL, timings: Timings) {
  let connected = false;
  const expire = (what: string, ms: number) =>
    setTimeout(() => {
      const message = `${what} within ${ms / 1000} s`;
      outgoing.destroy(new ConnectionLost(message, { code: 'ETIMEDOUT', sent: connected }));
    }, ms);
  // Counted from the start and not from the socket: a proxy agent gives the socket only when its tunnel is open.
  let timer = expire('no connection', timings.connectTimeoutMs);
  const onConnected = () => {
    connected = true;
    clearTimeout(timer);
    timer = expire('no answer', timings.responseTimeoutMs);
  };
  outgoing.on('socket', (socket) => {
    if (outgoing.reusedSocket || (server.protocol === 'http:' && !socket.connecting)) {
      onConnected();
    } else {
      socket.once(server.protocol === 'http:' ? 'connect' : 'secureConnect', onConnected);
    }
  });
  return { isConnected: () => connected, stop: () => clearTimeout(timer) };
}

/** Reads an answer's whole body, up to `maxBytes`. */
export async function readBody(
  response: IncomingMessage,
  options: { readonly timings: Timings; readonly maxBytes: number },
): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunksOf(response, options.timings.responseTimeoutMs)) {
    bytes += chunk.length;
    if (bytes > options.maxBytes) {
      response.destroy();
      throw new ResponseTooLarge(`the answer is larger than ${options.maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

export class ResponseTooLarge extends Error {}

/** The body's pieces as they come; a connection that is silent for `idleMs`, where that is finite, counts as lost. */
export async function* chunksOf(response: IncomingMessage, idleMs: number): AsyncGenerator<Buffer> {
  const silence = new ConnectionLost(`no data for ${idleMs / 1000} s`, { code: 'ETIMEDOUT', sent: true });
  // setTimeout takes Infinity for 1 ms.
  const timer = idleMs === Infinity ? undefined : setTimeout(() => response.destroy(silence), idleMs);
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      timer?.refresh();
      yield chunk;
    }
  } catch (error) {
    if (error instanceof ConnectionLost) {
      throw error;
    }
    const { code = 'UNKNOWN', message } = error as NodeJS.ErrnoException;
    throw new ConnectionLost(message, { code, sent: true, cause: error });
  } finally {
    clearTimeout(timer);
  }
}
