import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, SubpipeError } from '../../errors.ts';
import type { Notify } from '../../ports.ts';
import { backoffMs } from './backoff.ts';
import type { Endpoint } from '../auth/endpoint.ts';
import { responseError, isCertificateProblem, lostError, parseStatus, statusError } from './errors.ts';
import { ConnectionLost, type HttpRequest, readBody, send } from './http.ts';
import type { RequestInfo } from './request-info.ts';
import type { Timings } from './timings.ts';

/** Everything that calls share. */
export type ApiClient = {
  readonly endpoint: Endpoint;
  readonly timings: Timings;
  readonly notify: Notify;
  /** Whether any request has reached the server. */
  readonly contact: { made: boolean };
};

export type ApiRequest = HttpRequest & {
  readonly info: RequestInfo;
  /** Statuses that the caller understands; all other failures are thrown. */
  readonly expect?: readonly number[];
  /** False where doing it twice would make two of it: then only what surely had no effect is repeated. */
  readonly repeatable: boolean;
};

export type ApiResponse = { readonly status: number; readonly text: string };

/** Also caps a page of 500 large TaskRuns: the largest seen are some 100 KB. */
const MAX_RESPONSE_BYTES = 128 * 1024 * 1024;

/**
 * Calls the API server until it gives an answer that means something, for `retryBoundMs` at most, for `firstContactMs`
 * where nothing has been heard of that server yet.
 * Throws SubpipeError, or the signal's reason once that has fired.
 */
export async function call(client: ApiClient, request: ApiRequest, abort: AbortSignal): Promise<ApiResponse> {
  const started = performance.now();
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await tryOnce(client, request, abort);
    if ('status' in outcome) {
      return outcome;
    }
    const elapsedMs = performance.now() - started;
    const waitMs = Math.max(outcome.waitMs, backoffMs(attempt, client.timings));
    if (!outcome.again || elapsedMs + waitMs > boundMs(client)) {
      throw outcome.lost === undefined ? outcome.error : lostError(outcome.lost, client.endpoint, elapsedMs);
    }
    if (attempt === 1) {
      client.notify('api-retrying', `${messageOf(outcome.error)}; trying again`);
    }
    await pause(waitMs, abort);
  }
}

/** How long to try. From a desk a wrong address must show soon; in a pod the server may still be starting. */
function boundMs({ contact, endpoint, timings }: ApiClient): number {
  const { retryBoundMs, firstContactMs } = timings;
  return contact.made || endpoint.isOurs ? retryBoundMs : Math.min(retryBoundMs, firstContactMs);
}

type Failure = {
  readonly error: SubpipeError;
  readonly again: boolean;
  readonly waitMs: number;
  readonly lost?: ConnectionLost;
};

async function tryOnce(client: ApiClient, request: ApiRequest, abort: AbortSignal): Promise<ApiResponse | Failure> {
  const { endpoint, timings } = client;
  try {
    const response = await open(client, request, abort);
    const text = await readBody(response, { timings, maxBytes: MAX_RESPONSE_BYTES });
    const status = response.statusCode ?? 0;
    if ((status >= 200 && status < 300) || request.expect?.includes(status) === true) {
      return { status, text };
    }
    const hadNoEffect = status === 429 || status === 503;
    const passing = hadNoEffect || (status >= 500 && status !== 501 && request.repeatable);
    const error = statusError(parseStatus(status, text), request.info, endpoint);
    return { error, again: passing, waitMs: retryAfterMs(response) };
  } catch (error) {
    abort.throwIfAborted();
    if (error instanceof ConnectionLost) {
      client.contact.made ||= error.sent;
      const again = (request.repeatable || !error.sent) && !isCertificateProblem(error);
      return { error: lostError(error, endpoint, 0), again, waitMs: 0, lost: error };
    }
    if (error instanceof SubpipeError) {
      throw error;
    }
    throw responseError(error, request.info);
  }
}

/** The JSON of a response; its shape is what the API server promises for the call. */
export function contentOf(response: ApiResponse, info: RequestInfo): unknown {
  try {
    return JSON.parse(response.text);
  } catch (error) {
    throw responseError(error, info);
  }
}

/** Sends a request and, where the server refuses our credentials, reads them again and sends it once more. */
export async function open(client: ApiClient, request: HttpRequest, abort: AbortSignal): Promise<IncomingMessage> {
  const { endpoint, timings } = client;
  const options = { timings, abort };
  const first = await send(endpoint.server, await orAbort(endpoint.credentials(false), abort), request, options);
  client.contact.made = true;
  if (first.statusCode !== 401) {
    return first;
  }
  first.resume();
  return send(endpoint.server, await orAbort(endpoint.credentials(true), abort), request, options);
}

/** A credential plugin may wait for a person to log in: that has no bound of ours but the signal. */
async function orAbort<T>(promise: Promise<T>, abort: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(abort.reason);
  abort.throwIfAborted();
  abort.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    abort.removeEventListener('abort', onAbort);
  }
}

/** Sleeps; throws the signal's reason as soon as that fires. */
export async function pause(ms: number, abort: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal: abort });
  } catch (error) {
    abort.throwIfAborted();
    throw error;
  }
}

/** Milliseconds of the Retry-After header, which the API server gives in whole seconds. */
export function retryAfterMs(response: IncomingMessage): number {
  const header = response.headers['retry-after'] ?? '';
  return /^\d+$/.test(header) ? Number(header) * 1000 : 0;
}
