import type { Condition } from './types.ts';

/** The condition that alone says whether a run has ended, and how. It may be at any index of `conditions`. */
export function succeededCondition(object: { readonly status?: { readonly conditions?: readonly Condition[] } }) {
  return object.status?.conditions?.find((condition) => condition.type === 'Succeeded');
}

/** True once that condition is True or False; a run without it, or with Unknown, is still running. */
export function isDone(object: { readonly status?: { readonly conditions?: readonly Condition[] } }): boolean {
  const status = succeededCondition(object)?.status;
  return status === 'True' || status === 'False';
}
