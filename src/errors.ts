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

/** What ends the program before anything is created: all that is wrong with what it was given. */
export function badInput(
  problems: readonly string[],
  hint = 'mend the files that are named and run it again',
): SubpipeError {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  return new SubpipeError('bad-input', `the input has ${count}; nothing was created`, { problems, hint });
}

/** The same error, said of something: nothing of it is lost, and the error itself is the cause. */
export function withContext(subject: string, error: SubpipeError): SubpipeError {
  const { code, message, hint, problems } = error;
  return new SubpipeError(code, `${subject}: ${message}`, {
    cause: error,
    problems,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** The message of anything that was thrown, for a sentence or a log field. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
