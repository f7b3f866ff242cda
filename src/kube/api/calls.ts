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

/** What all calls of one connection share. */
export type ApiClient = {
  readonly endpoint: Endpoint;
  readonly timings: Timings;
  readonly notify: Notify;
  /** Whether any request has reached the server. */
  readonly contact: { made: boolean };
};

export type ApiRequest = HttpRequest & {
  readonly info: RequestInfo;
  /** Statuses of failures that the caller handles; all others are thrown. */
  readonly expect?: readonly number[];
  /** False where a repetition may do a thing twice: then a call is repeated only if it surely had no effect. */
  readonly repeatable: boolean;
};

export type ApiResponse = { readonly status: number; readonly text: string };

/** Enough for a page of 500 large TaskRuns, of which the largest seen had some 100 KB. */
const MAX_RESPONSE_BYTES = 128 * 1024 * 1024;

/**
 * Calls the API server and repeats the call while the server cannot be reached or asks for it: for `retryBoundMs` at
 * most, or for `firstContactMs` where the server has never answered.
 *
 * @throws SubpipeError `unreachable`, `not-allowed`, `bad-input`, `conflict` or `api`; the signal's reason once it has
 * fired.
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

/**
 * How long to try. With a kubeconfig, a wrong address is to be reported soon; in a pod the server may still be
 * starting.
 */
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

/** The JSON of a response; only the API server guarantees its shape. */
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

/** Waits for credentials until the signal fires, and has no other limit: a plugin may wait for a person to log in. */
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
