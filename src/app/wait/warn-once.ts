import { messageOf, SubpipeError } from '../../errors.ts';
import type { Log } from '../../core/log.ts';

/** Reports the first error that it is given as a warning, with what to do about it; later ones, and after the signal, nothing. */
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
