import type { Condition } from './types.ts';

/** The condition that alone decides whether a run has ended, and how; at any index of `conditions`. */
export function succeededCondition(object: { readonly status?: { readonly conditions?: readonly Condition[] } }) {
  return object.status?.conditions?.find((condition) => condition.type === 'Succeeded');
}

/** True once Tekton has said True or False; no condition, or Unknown, is still running. */
export function isDone(object: { readonly status?: { readonly conditions?: readonly Condition[] } }): boolean {
  const status = succeededCondition(object)?.status;
  return status === 'True' || status === 'False';
}
