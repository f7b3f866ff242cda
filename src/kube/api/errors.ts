import { isObject } from '../../core/json.ts';
import { type ErrorCode, messageOf, SubpipeError } from '../../errors.ts';
import type { Endpoint } from '../auth/endpoint.ts';
import { type ConnectionLost, ResponseTooLarge } from './http.ts';
import { describe, notAllowed, type RequestInfo } from './request-info.ts';

/** The API server's answer where it is not the object that was asked for (kind Status of API version v1). */
export type Status = {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly causes: readonly string[];
};

/** A SubpipeError that knows which HTTP status it was made of. */
export class StatusError extends SubpipeError {
  readonly status: number;

  constructor(
    code: ErrorCode,
    message: string,
    details: { readonly status: number; readonly hint?: string | undefined },
  ) {
    super(code, message, details.hint === undefined ? {} : { hint: details.hint });
    this.status = details.status;
  }
}

const longestText = 1_000;

/** Reads a Status; what is not one (a proxy's HTML page, nothing at all) gives the HTTP code and the text's beginning. */
export function parseStatus(httpStatus: number, body: string): Status {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    parsed = undefined;
  }
  const status = asRecord(parsed);
  const isStatus = status['kind'] === 'Status';
  const text = isStatus ? asText(status['message']) : body.trim().slice(0, longestText);
  const causes = asRecord(status['details'])['causes'];
  return {
    code: httpStatus,
    reason: isStatus ? asText(status['reason']) : '',
    message: text === '' ? `HTTP status ${httpStatus}` : text,
    causes: Array.isArray(causes) ? causes.map(causeText).filter((cause) => cause !== '') : [],
  };
}

/** Tells "no such object" from "no such kind", which the API server answers in plain text. */
export function isMissingObject(body: string): boolean {
  return parseStatus(404, body).reason === 'NotFound' && !body.includes('could not find the requested resource');
}

function causeText(cause: unknown): string {
  const { field, message } = asRecord(cause);
  return [asText(field), asText(message)].filter(Boolean).join(': ');
}

/** The one place where an HTTP status becomes an error of ours. */
export function statusError(status: Status, info: RequestInfo, endpoint: Endpoint): SubpipeError {
  const { code, message } = status;
  const what = `${info.verb} ${describe(info)}`;
  switch (code) {
    case 401:
      return new StatusError('not-allowed', `${nameOf(endpoint)} does not accept the credentials: ${message}`, {
        status: code,
        hint: 'the token may have expired: log in again, or check the ServiceAccount',
      });
    case 403:
      return new StatusError('not-allowed', notAllowed(info, message).message, {
        status: code,
        // Quotas and admission policies refuse with 403 too; no Role mends those.
        hint: /cannot \w+ resource/.test(message) ? notAllowed(info, message).hint : undefined,
      });
    case 404:
      return new StatusError('api', `cannot ${what}: ${message}`, {
        status: code,
        hint: /could not find the requested resource|page not found/.test(message)
          ? `the cluster does not serve ${info.group === '' ? info.plural : `${info.plural}.${info.group}`}`
          : undefined,
      });
    case 409:
      return new StatusError('conflict', `cannot ${what}: ${message}`, { status: code });
    // Admission webhooks, Tekton's among them, refuse a bad object with 400; built-in validation does with 422.
    case 400:
    case 422: {
      const causes = status.causes.filter((cause) => !message.includes(cause));
      return new StatusError('bad-input', `cannot ${what}: ${[message, ...causes].join('; ')}`, { status: code });
    }
    case 429:
    case 502:
    case 503:
    case 504:
      return new StatusError('unreachable', `${nameOf(endpoint)} answers ${code}: ${message}`, { status: code });
    default:
      return new StatusError('api', `cannot ${what}: the API server answers ${code}: ${message}`, { status: code });
  }
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name cannot be looked up just now',
  ECONNRESET: 'it closed the connection',
  EPIPE: 'it closed the connection',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no route to it',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not signed by the CA that we were given',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not signed by the CA that we were given',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not signed by the CA that we were given',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not signed by the CA that we were given',
  CERT_SIGNATURE_FAILURE: 'its certificate is not signed by the CA that we were given',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet; is the clock of this machine right?',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate was made for another name',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS',
  EPROTO: 'it does not speak TLS as we do',
};

/** Whether asking again cannot help, because the server's certificate itself is refused. */
export function isCertificateProblem(lost: ConnectionLost): boolean {
  return (reasons[lost.code] ?? '').startsWith('its certificate');
}

export function lostError(lost: ConnectionLost, endpoint: Endpoint, triedMs: number): SubpipeError {
  const plain = reasons[lost.code];
  const reason = plain === undefined ? lost.message : `${plain} (${lost.code})`;
  const tried = triedMs >= 1_000 ? ` (tried for ${Math.round(triedMs / 1000)} s)` : '';
  return new SubpipeError('unreachable', `cannot reach ${nameOf(endpoint)}: ${reason}${tried}`, {
    hint: `is this the right cluster? its address comes from ${endpoint.source}`,
    cause: lost,
  });
}

/** For what is neither a status nor a lost connection: an answer that is too large or not JSON. */
export function answerError(error: unknown, info: RequestInfo): SubpipeError {
  const why = error instanceof ResponseTooLarge ? error.message : `the answer is not JSON: ${messageOf(error)}`;
  return new SubpipeError('api', `cannot ${info.verb} ${describe(info)}: ${why}`, { cause: error });
}

export function nameOf(endpoint: Endpoint): string {
  return `the API server ${endpoint.server.href.replace(/\/$/, '')}`;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
