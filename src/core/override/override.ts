import { isParamValue } from '../tekton/param-value.ts';
import type { ParamValue } from '../tekton/types.ts';

/** A param value that the caller sets on a payload; without `task` it is a param of the Pipeline itself. */
export type Override = { readonly task?: string; readonly name: string; readonly value: ParamValue };

/** What becomes of a launch with an override that hits nothing: it is rejected, or goes on with a warning. */
export type OnMiss = 'reject' | 'warn';

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

/** Checks one `{task, name, value}`; `where` names its place for the reason. */
export function parseOverride(input: unknown, where: string): Parsed<Override> {
  const fail = (reason: string): Parsed<Override> => ({ ok: false, reason: `${where}: ${reason}` });
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return fail(`must be an object {"task","name","value"}, not ${describe(input)}`);
  }
  const { task, name, value } = input as { task?: unknown; name?: unknown; value?: unknown };
  if (task !== undefined && (typeof task !== 'string' || task === '')) return fail('"task" must be a non-empty string');
  if (typeof name !== 'string' || name === '') return fail('"name" is missing or not a string');
  if (value === undefined) return fail('"value" is missing');
  if (!isParamValue(value))
    return fail(`"value" must be a string, an array of strings or an object of strings, not ${describe(value)}`);
  return { ok: true, value: task === undefined ? { name, value } : { task, name, value } };
}

/** Reads the JSON text of a signal's param result. */
export function parseOverrideText(value: ParamValue, where: string): Parsed<Override> {
  if (typeof value !== 'string') return parseOverride(value, where);
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    return { ok: false, reason: `${where}: not JSON: ${value.length > 80 ? `${value.slice(0, 80)}...` : value}` };
  }
  return parseOverride(parsed, where);
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `the ${typeof value} ${JSON.stringify(value)}`;
}
