import type { ParamValue } from './types.ts';

/** True for a value that a param can have in Tekton: a string, an array of strings or an object of strings. */
export function isParamValue(value: unknown): value is ParamValue {
  if (typeof value === 'string') return true;
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).every((item) => typeof item === 'string');
}
