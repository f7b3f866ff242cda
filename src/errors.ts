import type { ErrorCode } from './core/exit-codes.ts';

export type { ErrorCode };

type Details = { readonly hint?: string; readonly cause?: unknown; readonly problems?: readonly string[] };

/**
 * An expected reason to stop. `message` says what, where and why in lower case without a period;
 * `hint` says what to do next, `problems` lists all that was found where it is more than one thing. None of them
 * ever holds a secret.
 */
export class SubpipeError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly problems: readonly string[];

  constructor(code: ErrorCode, message: string, details: Details = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'SubpipeError';
    this.code = code;
    this.hint = details.hint;
    this.problems = details.problems ?? [];
  }
}

/** The message of anything that was thrown, for a sentence or a log field. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
