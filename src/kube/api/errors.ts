import { isObject } from '../../core/json.ts';
import { type ErrorCode, messageOf, SubpipeError } from '../../errors.ts';
import type { Endpoint } from '../auth/endpoint.ts';
import { type ConnectionLost, ResponseTooLarge } from './http.ts';
import { describe, notAllowed, type RequestInfo } from './request-info.ts';
import { present } from '../../core/present.ts';

/** Reasons for a refusal that the API server gives in the text of its answer only, not by status or field. */
type Refusal =
  /** RBAC does not allow it. Quotas and admission policies refuse with 403 as well, but no Role helps against those. */
  | 'no-right'
  /** The server does not serve this kind or, in a request without a kind, this path. */
  | 'no-kind'
  | 'no-object'
  | 'other';

/** The API server's answer where it is not the requested object (kind Status of API version v1). */
export type Status = {
  readonly code: number;
  readonly refusal: Refusal;
  readonly reason: string;
  readonly message: string;
  readonly causes: readonly string[];
};

/** A SubpipeError that was made of an HTTP status, which is in `status`. */
export class StatusError extends SubpipeError {
  readonly status: number;

  constructor(
    code: ErrorCode,
    message: string,
    details: { readonly status: number; readonly hint?: string | undefined },
  ) {
    super(code, message, present({ hint: details.hint }));
    this.status = details.status;
  }
}

const MAX_TEXT_LENGTH = 1_000;

/**
 * Reads a Status; what is not one (a proxy's HTML page, nothing at all) gives the HTTP code and the text's beginning.
 */
export function parseStatus(httpStatus: number, body: string): Status {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    parsed = undefined;
  }
  const status = asRecord(parsed);
  const isStatus = status['kind'] === 'Status';
  const text = isStatus ? asText(status['message']) : body.trim().slice(0, MAX_TEXT_LENGTH);
  const causes = asRecord(status['details'])['causes'];
  const message = text === '' ? `HTTP status ${httpStatus}` : text;
  const reason = isStatus ? asText(status['reason']) : '';
  return {
    code: httpStatus,
    refusal: refusalOf(httpStatus, reason, message),
    reason,
    message,
    causes: Array.isArray(causes) ? causes.map(causeText).filter((cause) => cause !== '') : [],
  };
}

/**
 * Compares with the sentences of the RBAC authorizer, and of the server's mux, which answers an unknown path without a
 * Status.
 */
function refusalOf(code: number, reason: string, message: string): Refusal {
  if (code === 403) return /cannot \w+ resource/.test(message) ? 'no-right' : 'other';
  if (code !== 404) return 'other';
  if (/could not find the requested resource|page not found/.test(message)) return 'no-kind';
  return reason === 'NotFound' ? 'no-object' : 'other';
}

/** True where a 404 means that the object does not exist, and not that the kind is not served. */
export function isMissingObject(body: string): boolean {
  return parseStatus(404, body).refusal === 'no-object';
}

function causeText(cause: unknown): string {
  const { field, message } = asRecord(cause);
  return [asText(field), asText(message)].filter(Boolean).join(': ');
}

/** The SubpipeError for an HTTP status; no other function makes one of it. */
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
        hint: status.refusal === 'no-right' ? notAllowed(info, message).hint : undefined,
      });
    case 404:
      return new StatusError('api', `cannot ${what}: ${message}`, {
        status: code,
        hint:
          status.refusal === 'no-kind'
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

const UNKNOWN_CA = 'its certificate is not signed by the CA that we were given';

/** What to say for each TLS error code of a refused certificate; a retry helps against none of them. */
const CERTIFICATE_REASONS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_CA,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_CA,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_CA,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_CA,
  CERT_SIGNATURE_FAILURE: UNKNOWN_CA,
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet; is the clock of this machine right?',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate was made for another name',
};

const LOST_REASONS: Readonly<Record<string, string>> = {
  ...CERTIFICATE_REASONS,
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name cannot be looked up just now',
  ECONNRESET: 'it closed the connection',
  EPIPE: 'it closed the connection',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no route to it',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS',
  EPROTO: 'it does not speak TLS as we do',
};

/** True where the server's certificate is refused, so that a retry cannot help. */
export function isCertificateProblem(lost: ConnectionLost): boolean {
  return Object.hasOwn(CERTIFICATE_REASONS, lost.code);
}

export function lostError(lost: ConnectionLost, endpoint: Endpoint, triedMs: number): SubpipeError {
  const plain = LOST_REASONS[lost.code];
  const reason = plain === undefined ? lost.message : `${plain} (${lost.code})`;
  const tried = triedMs >= 1_000 ? ` (tried for ${Math.round(triedMs / 1000)} s)` : '';
  return new SubpipeError('unreachable', `cannot reach ${nameOf(endpoint)}: ${reason}${tried}`, {
    hint: `is this the right cluster? its address comes from ${endpoint.source}`,
    cause: lost,
  });
}

/** The error for an answer that is too large or not JSON. */
export function responseError(error: unknown, info: RequestInfo): SubpipeError {
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
