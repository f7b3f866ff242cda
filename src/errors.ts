/** Every way in which subpipe itself cannot go on; a failed pipeline or a bad signal is a value, not an error. */
export type ErrorCode =
  | 'bad-usage'
  | 'bad-input'
  | 'conflict'
  | 'not-allowed'
  | 'tekton-missing'
  | 'unreachable'
  | 'deadline'
  | 'interrupted'
  | 'api';

type Details = { readonly hint?: string; readonly cause?: unknown };

/**
 * An expected reason to stop. `message` says what, where and why in lower case without a period;
 * `hint` says what to do next. Neither ever holds a secret.
 */
export class SubpipeError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, details: Details = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'SubpipeError';
    this.code = code;
    this.hint = details.hint;
  }
}

/** The message of anything that was thrown, for a sentence or a log field. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
