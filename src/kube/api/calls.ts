import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, SubpipeError } from '../../errors.ts';
import type { Notify } from '../../ports.ts';
import { backoffMs } from './backoff.ts';
import type { Endpoint } from '../auth/endpoint.ts';
import { answerError, isCertificateProblem, lostError, parseStatus, statusError } from './errors.ts';
import { ConnectionLost, type HttpRequest, readBody, send } from './http.ts';
import type { Target } from './request-info.ts';
import type { Timings } from './timings.ts';

/** Everything that calls share. */
export type Link = {
  readonly endpoint: Endpoint;
  readonly timings: Timings;
  readonly notify: Notify;
  /** Whether any request has reached the server. */
  readonly contact: { made: boolean };
};

export type Call = HttpRequest & {
  readonly target: Target;
  /** Statuses that the caller understands; all other failures are thrown. */
  readonly expect?: readonly number[];
  /** False where doing it twice would make two of it: then only what surely had no effect is repeated. */
  readonly repeatable: boolean;
};

export type Answer = { readonly status: number; readonly text: string };

// Also caps a page of 500 large TaskRuns: the largest seen are some 100 KB.
const maxAnswerBytes = 128 * 1024 * 1024;

/**
 * Calls the API server until it gives an answer that means something, for `retryBoundMs` at most, for `firstContactMs`
 * where nothing has been heard of that server yet.
 * Throws SubpipeError, or the signal's reason once that has fired.
 */
export async function call(link: Link, request: Call, signal: AbortSignal): Promise<Answer> {
  const started = performance.now();
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await tryOnce(link, request, signal);
    if ('status' in outcome) {
      return outcome;
    }
    const elapsedMs = performance.now() - started;
    const waitMs = Math.max(outcome.waitMs, backoffMs(attempt, link.timings));
    if (!outcome.again || elapsedMs + waitMs > boundMs(link)) {
      throw outcome.lost === undefined ? outcome.error : lostError(outcome.lost, link.endpoint, elapsedMs);
    }
    if (attempt === 1) {
      link.notify('api-retrying', `${messageOf(outcome.error)}; trying again`);
    }
    await pause(waitMs, signal);
  }
}

/** How long to try. From a desk a wrong address must show soon; in a pod the server may still be starting. */
function boundMs({ contact, endpoint, timings }: Link): number {
  const { retryBoundMs, firstContactMs } = timings;
  return contact.made || endpoint.isOurs ? retryBoundMs : Math.min(retryBoundMs, firstContactMs);
}

type Failure = {
  readonly error: SubpipeError;
  readonly again: boolean;
  readonly waitMs: number;
  readonly lost?: ConnectionLost;
};

async function tryOnce(link: Link, request: Call, signal: AbortSignal): Promise<Answer | Failure> {
  const { endpoint, timings } = link;
  try {
    const response = await open(link, request, signal);
    const text = await readBody(response, { timings, maxBytes: maxAnswerBytes });
    const status = response.statusCode ?? 0;
    if ((status >= 200 && status < 300) || request.expect?.includes(status) === true) {
      return { status, text };
    }
    const hadNoEffect = status === 429 || status === 503;
    const passing = hadNoEffect || (status >= 500 && status !== 501 && request.repeatable);
    const error = statusError(parseStatus(status, text), request.target, endpoint);
    return { error, again: passing, waitMs: retryAfterMs(response) };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ConnectionLost) {
      link.contact.made ||= error.sent;
      const again = (request.repeatable || !error.sent) && !isCertificateProblem(error);
      return { error: lostError(error, endpoint, 0), again, waitMs: 0, lost: error };
    }
    if (error instanceof SubpipeError) {
      throw error;
    }
    throw answerError(error, request.target);
  }
}

/** The answer's JSON; its shape is what the API server promises for the call. */
export function contentOf(answer: Answer, target: Target): unknown {
  try {
    return JSON.parse(answer.text);
  } catch (error) {
    throw answerError(error, target);
  }
}

/** Sends a request and, where the server refuses our credentials, reads them again and sends it once more. */
export async function open(link: Link, request: HttpRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const { endpoint, timings } = link;
  const options = { timings, signal };
  const first = await send(endpoint.server, await orAbort(endpoint.credentials(false), signal), request, options);
  link.contact.made = true;
  if (first.statusCode !== 401) {
    return first;
  }
  first.resume();
  return send(endpoint.server, await orAbort(endpoint.credentials(true), signal), request, options);
}

// A credential plugin may wait for a person to log in: that has no bound of ours but the signal.
async function orAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  signal.throwIfAborted();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** Sleeps; throws the signal's reason as soon as that fires. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

/** Milliseconds of the Retry-After header, which the API server gives in whole seconds. */
export function retryAfterMs(response: IncomingMessage): number {
  const header = response.headers['retry-after'] ?? '';
  return /^\d+$/.test(header) ? Number(header) * 1000 : 0;
}
