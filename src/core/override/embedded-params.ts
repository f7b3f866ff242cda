import { isObject } from '../json.ts';
import { stringsIn } from '../tekton/variables.ts';
import type { TaskSpec } from '../tekton/types.ts';

/*
 * An embedded Task sees the params of its pipeline. Where it declares one of the same name, Tekton (v1.15, measured)
 * uses the pipeline's value first: it wins over the Task's default and over a matrix, and for items of an array
 * (`$(params.x[0])`) even over what the PipelineTask passes.
 */

/** True where an embedded Task uses a param, declared or not. */
export function refersTo(spec: TaskSpec | undefined, param: string): boolean {
  const reference = new RegExp(referenceTo(param));
  return stringsIn(spec).some((text) => reference.test(text));
}

/** The Task with `$(params.NAME[0])`, in each notation, replaced by the item; unchanged where there is no such item. */
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
