import { isObject } from '../json.ts';
import { isParamValue } from '../tekton/param-value.ts';
import type { ParamValue } from '../tekton/types.ts';

/** A param value that the caller sets on a payload; without `task` it is a param of the Pipeline itself. */
export type Override = { readonly task?: string; readonly name: string; readonly value: ParamValue };

/** What becomes of a launch with an override that hits nothing: it is rejected, or goes on with a warning. */
export type OnMiss = 'reject' | 'warn';

/** What is wrong with one field of an override; without `field`, with the whole. */
export type OverrideProblem = {
  readonly field?: 'task' | 'name' | 'value';
  readonly why: string;
  /** The value, where it has the wrong type. */
  readonly found?: unknown;
};

export type CheckedOverride =
  | { readonly ok: true; readonly value: Override }
  | { readonly ok: false; readonly problems: readonly OverrideProblem[] };

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

/** Names are part of messages, so they have a limit: that of a path on Linux (PATH_MAX). */
export const LONGEST_NAME = 4096;
/** What the value of a param may be, in words. */
export const PARAM_VALUE_RULE = 'must be a string, an array of strings or an object of strings';

/** Checks one `{task, name, value}`, of an entry document or of a signal; unknown keys are ignored. */
export function checkOverride(input: unknown): CheckedOverride {
  if (!isObject(input)) return { ok: false, problems: [{ why: 'must be an object', found: input }] };
  const { task, name, value } = input;
  const isTask = task === undefined || isName(task);
  if (isTask && isName(name) && isParamValue(value)) {
    return { ok: true, value: task === undefined ? { name, value } : { task, name, value } };
  }
  const problems: OverrideProblem[] = [];
  if (!isTask) problems.push({ field: 'task', ...nameProblem(task) });
  if (!isName(name)) problems.push({ field: 'name', ...nameProblem(name) });
  if (value === undefined) problems.push({ field: 'value', why: 'is missing' });
  else if (!isParamValue(value)) problems.push({ field: 'value', why: PARAM_VALUE_RULE, found: value });
  return { ok: false, problems };
}

/** Reads the JSON text of a signal's param result; `where` begins the reason. */
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

function parseOverride(input: unknown, where: string): Parsed<Override> {
  const checked = checkOverride(input);
  return checked.ok ? checked : { ok: false, reason: `${where}: ${checked.problems.map(sentenceOf).join(', ')}` };
}

function isName(name: unknown): name is string {
  return typeof name === 'string' && name !== '' && name.length <= LONGEST_NAME;
}

function nameProblem(name: unknown): Pick<OverrideProblem, 'why' | 'found'> {
  if (name === undefined) return { why: 'is missing' };
  if (typeof name !== 'string') return { why: 'must be a string', found: name };
  return name === '' ? { why: 'must not be empty' } : { why: `must not be longer than ${LONGEST_NAME} characters` };
}

function sentenceOf({ field, why, ...wrong }: OverrideProblem): string {
  const what = field === undefined ? `${why} {"task","name","value"}` : `"${field}" ${why}`;
  return 'found' in wrong ? `${what}, not ${describe(wrong.found)}` : what;
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `the ${typeof value} ${JSON.stringify(value)}`;
}
