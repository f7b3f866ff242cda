import type { z } from 'zod';

/** `params` of a custom issue where a string would do, or strings: quoting the value would settle it. */
export const WANTS_TEXT = { wants: 'text' };

/** True where the place of an issue wants a string, or strings, so that to quote the value would settle it. */
export function wantsText(issue: z.core.$ZodIssue): boolean {
  if (issue.code === 'invalid_type') return issue.expected === 'string';
  // The one union there is: the value of a param, which may be a string.
  if (issue.code === 'invalid_union') return true;
  return issue.code === 'custom' && issue.params === WANTS_TEXT;
}
