import type { TaskSpec } from '../tekton/types.ts';

/*
 * An embedded Task sees the params of its pipeline, and where one of its own has the same name, Tekton (v1.15,
 * measured) puts in the pipeline's first: all of it over the defaults of the Task and over a matrix, and items of an
 * array even over what the task of the pipeline passes.
 */

/** The Task with `$(params.NAME[0])` and the like, in each notation, replaced by the items; none that is missing. */
export function withItems(spec: TaskSpec, name: string, items: readonly string[]): TaskSpec {
  const quoted = name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const reference = new RegExp(`\\$\\(params(?:\\.${quoted}|\\["${quoted}"\\]|\\['${quoted}'\\])\\[(\\d+)\\]\\)`, 'g');
  return mapTexts(spec, (text) =>
    text.replaceAll(reference, (_all, index: string) => items[Number(index)] ?? ''),
  ) as TaskSpec;
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return (value as unknown[]).map((item) => mapTexts(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapTexts(each, change)]));
}

/** Whether an embedded Task makes use of a param, declared or not. */
export function refersTo(spec: TaskSpec | undefined, param: string): boolean {
  const text = spec === undefined ? '' : JSON.stringify(spec);
  return [`.${param})`, `.${param}.`, `.${param}[`, `['${param}']`, `[\\"${param}\\"]`].some((reference) =>
    text.includes(`$(params${reference}`),
  );
}
