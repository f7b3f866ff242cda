import type { ErrorCode } from './core/exit-codes.ts';
import { present } from './core/present.ts';

export type { ErrorCode };

type Details = { readonly hint?: string; readonly cause?: unknown; readonly problems?: readonly string[] };

/**
 * An expected reason to stop. `message` says what, where and why, in lower case and without a period; `hint` says what
 * to do next; `problems` lists everything that was found, where there is more than one thing. None of them ever holds a
 * secret.
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

/** The error for a bad input, with all its problems; only for use before anything is created. */
export function badInput(
  problems: readonly string[],
  hint = 'fix the files that are named and run it again',
): SubpipeError {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  return new SubpipeError('bad-input', `the input has ${count}; nothing was created`, { problems, hint });
}

/** The same error with `subject: ` before its message, its code, hint and problems kept, and the error as the cause. */
export function withContext(subject: string, error: SubpipeError): SubpipeError {
  const { code, message, hint, problems } = error;
  return new SubpipeError(code, `${subject}: ${message}`, {
    cause: error,
    problems,
    ...present({ hint }),
  });
}

/** The message of anything that was thrown, for a sentence or a log field. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
