import { isObject } from '../json.ts';
import { stringsIn } from '../tekton/variables.ts';
import type { TaskSpec } from '../tekton/types.ts';

/*
 * An embedded Task sees the params of its pipeline, and where one of its own has the same name, Tekton (v1.15,
 * measured) puts in the pipeline's first: all of it over the defaults of the Task and over a matrix, and items of an
 * array even over what the task of the pipeline passes.
 */

/** Whether an embedded Task makes use of a param, declared or not. */
export function refersTo(spec: TaskSpec | undefined, param: string): boolean {
  const reference = new RegExp(referenceTo(param));
  return stringsIn(spec).some((text) => reference.test(text));
}

/** The Task with `$(params.NAME[0])` and the like, in each notation, replaced by the items; none that is missing. */
export function withItems(spec: TaskSpec, name: string, items: readonly string[]): TaskSpec {
  const reference = new RegExp(`${referenceTo(name)}\\[(\\d+)\\]\\)`, 'g');
  return mapStrings(spec, (text) =>
    text.replaceAll(reference, (_all, index: string) => items[Number(index)] ?? ''),
  ) as TaskSpec;
}

/** The beginning of a variable that names the param, in each of Tekton's notations, as a regular expression. */
function referenceTo(param: string): string {
  const name = param.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return `\\$\\(params(?:\\.${name}(?=[).[])|\\["${name}"\\]|\\['${name}'\\])`;
}

function mapStrings(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, change));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapStrings(each, change)]));
}
