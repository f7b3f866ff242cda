import { isObject } from '../json.ts';
import type { PipelineTask, Step } from './types.ts';

/*
 * Variables in Tekton's fields: https://tekton.dev/docs/pipelines/variables/. Only the forms that Tekton's webhook
 * checks (v1.15, measured) are found. It does not check `$(params["a"][*])` and `$(tasks.t.results["r"])`, for example.
 * A variable with a `$` before it is ignored: a script may mean it for a shell.
 */

/** Names in `$(params.NAME)`, also with `[*]`, `[0]` or a key behind it, and in `$(params["NAME"])`. */
export function paramsIn(text: string): readonly string[] {
  const found = text.matchAll(
    /(?<!\$)\$\(params(?:\.([A-Za-z_][\w.-]*)(?:\[(?:\*|\d+)\])?|\[(?:"([^"\]]+)"|'([^'\]]+)')\])\)/g,
  );
  return [...found].map(([, dotted, double, single]) => dotted ?? double ?? single ?? '');
}

/** What follows `$(results.`, such as `image.path`. */
export function ownResultsIn(text: string): readonly string[] {
  return [...text.matchAll(/(?<!\$)\$\(results\.([\w.-]+)\)/g)].map(([, path = '']) => path);
}

/** Names in `$(workspaces.NAME.path)` and its like. */
export function workspacesIn(text: string): readonly string[] {
  const found = text.matchAll(/(?<!\$)\$\(workspaces\.([\w-]+)\.(?:path|bound|claim|volume)\)/g);
  return [...found].map(([, name = '']) => name);
}

/** Task and result of `$(tasks.TASK.results.RESULT)`; a result's index or key is left out. */
export function taskResultsIn(text: string): readonly { readonly task: string; readonly result: string }[] {
  const found = text.matchAll(/(?<!\$)\$\(tasks\.([a-z0-9-]+)\.results\.([\w-]+)(?:\.[\w-]+|\[(?:\*|\d+)\])?\)/g);
  return [...found].map(([, task = '', result = '']) => ({ task, result }));
}

/** True where `name`, as a variable has it, is one of those declared, or a key of one. */
export function isDeclared(name: string, declared: ReadonlySet<string>): boolean {
  return declared.has(name) || [...declared].some((each) => name.startsWith(`${each}.`));
}

/** The texts of a step in which Tekton checks variables, each with its field. */
export function stepTexts(step: Step): readonly (readonly [string, string])[] {
  const { image, script, workingDir, command = [], args = [], env = [] } = step;
  const plain = Object.entries({ image, script, workingDir }).flatMap(([field, text]) =>
    text === undefined ? [] : [[field, text] as const],
  );
  return [
    ...plain,
    ...command.map((text, index) => [`command[${index}]`, text] as const),
    ...args.map((text, index) => [`args[${index}]`, text] as const),
    ...env.flatMap(({ name, value }) => (value === undefined ? [] : [[`env ${name}`, value] as const])),
  ];
}

/**
 * The texts of a pipeline's task in which Tekton checks variables: values of params, of a matrix, and of `when`. Names
 * are left out (those of `matrix.include` may use params of the matrix itself), and so are CEL expressions.
 */
export function taskTexts({ params = [], matrix, when = [] }: PipelineTask): readonly string[] {
  const all = [...params, ...(matrix?.params ?? []), ...(matrix?.include ?? []).flatMap((each) => each.params ?? [])];
  const guards = when.flatMap((each) => (isObject(each) ? [each['input'], each['values']] : []));
  return stringsIn([...all.map(({ value }) => value), ...guards]);
}

/** What messages call a step. */
export function stepTitle({ name }: Step, index: number): string {
  return `step ${name === undefined || name === '' ? `[${index}]` : name}`;
}

/** Every string anywhere in a value. */
export function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(stringsIn);
  return isObject(value) ? Object.values(value).flatMap(stringsIn) : [];
}
