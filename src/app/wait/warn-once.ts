import { messageOf, SubpipeError } from '../../errors.ts';
import type { Log } from '../../core/log.ts';

/**
 * A function that reports the first error it gets as a warning with its hint, and ignores later ones and all after
 * `abort`.
 */
export function warnOnce(
  reporter: Pick<Log, 'warn'>,
  {
    code,
    what,
    abort,
  }: { readonly code: 'logs-limited' | 'progress-limited'; readonly what: string; readonly abort: AbortSignal },
): (error: unknown) => void {
  let hasWarned = false;
  return (error) => {
    if (hasWarned || abort.aborted) return;
    hasWarned = true;
    const facts = error instanceof SubpipeError && error.hint !== undefined ? { hint: error.hint } : {};
    reporter.warn(code, `${what}: ${messageOf(error)}`, facts);
  };
}
