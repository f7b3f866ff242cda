import { pipelineSpecOf } from '../../src/core/payload/pipeline-spec-of.ts';
import type { Payload } from '../../src/core/payload/payload.ts';
import type { Param, ParamSpec, ParamValue, PipelineTask, Step, Task, TaskSpec } from '../../src/core/tekton/types.ts';

/*
 * What the steps of a payload see, by Tekton's rules of substitution (docs/pipelines/variables.md, and
 * pkg/reconciler/{pipelinerun,taskrun}/resources/apply.go, v1.15), as far as params go.
 */

type Values = ReadonlyMap<string, ParamValue>;
/** A step as its container gets it: env by name, and the words that it prints. */
export type SeenStep = { readonly env: Readonly<Record<string, string>>; readonly words: readonly string[] };
type FullStep = Step & { readonly script?: string; readonly args?: readonly string[] };

/**
 * For each PipelineTask the steps of each of its TaskRuns. `forced` are values that win over everything, by
 * PipelineTask: what an override is meant to do, said without a way to do it.
 */
export function stepsSeen(
  payload: Payload,
  forced: (task: PipelineTask) => Readonly<Record<string, ParamValue>> = () => ({}),
): ReadonlyMap<string, readonly (readonly SeenStep[])[]> {
  const spec = pipelineSpecOf(payload);
  const ofPipeline = merged(defaultsOf(spec?.params), valuesOf(payload.run.spec.params));
  const tasks = payload.objects.filter((object): object is Task => object.kind === 'Task');
  return new Map(
    [...(spec?.tasks ?? []), ...(spec?.finally ?? [])].map((task) => {
      const taskSpec = task.taskSpec ?? tasks.find(({ metadata }) => metadata.name === task.taskRef?.name)?.spec ?? {};
      const given = valuesOf(task.params?.map((param) => ({ ...param, value: resolved(param.value, ofPipeline) })));
      const outer = task.taskSpec === undefined ? new Map<string, ParamValue>() : ofPipeline;
      const taskRuns = combinations(task, ofPipeline).map((combination) => {
        const params = merged(defaultsOf(taskSpec.params), given, combination);
        return steps(taskSpec, within(inherited(params, outer, given), new Map(Object.entries(forced(task)))));
      });
      return [task.name, taskRuns];
    }),
  );
}

/** What references stand for: texts by the reference, arrays by the name of the param. */
type Known = { readonly texts: ReadonlyMap<string, string>; readonly lists: ReadonlyMap<string, readonly string[]> };

/**
 * An embedded Task gets the params of its pipeline before its own (propagateParams). Of its own only what the task of
 * the pipeline passes comes first, and of that not the items of an array.
 */
function inherited(params: Values, outer: Values, given: Values): Known {
  const passed = new Map([...given].filter(([name]) => outer.has(name)));
  const isItem = ([reference]: readonly [string, string]) => reference.endsWith('])') && !/['"]\]\)$/.test(reference);
  return {
    texts: new Map([
      ...replacements(params),
      ...replacements(outer),
      ...[...replacements(passed)].filter((each) => !isItem(each)),
    ]),
    lists: new Map([...lists(params), ...lists(outer), ...lists(passed)]),
  };
}

function within(known: Known, forced: Values): Known {
  return {
    texts: new Map([...known.texts, ...replacements(forced)]),
    lists: new Map([...known.lists, ...lists(forced)]),
  };
}

const lists = (params: Values) =>
  new Map(
    [...params].flatMap(([name, value]) => (Array.isArray(value) ? [[name, value as readonly string[]] as const] : [])),
  );

const known = (params: Values): Known => ({ texts: replacements(params), lists: lists(params) });

function steps(spec: TaskSpec, params: Known): readonly SeenStep[] {
  return (spec.steps ?? []).map((step: FullStep) => {
    const env = [...(spec.stepTemplate?.env ?? []), ...(step.env ?? [])].map(
      ({ name, value, valueFrom }) => [name, valueFrom === undefined ? text(value ?? '', params) : '(from)'] as const,
    );
    return {
      env: Object.fromEntries(env),
      words: [...(step.args ?? []).flatMap((arg) => words(arg, params)), text(step.script ?? '', params)],
    };
  });
}

const valuesOf = (params: readonly Param[] = []): Values => new Map(params.map(({ name, value }) => [name, value]));

const defaultsOf = (specs: readonly ParamSpec[] = []): Values =>
  new Map(specs.flatMap(({ name, default: value }) => (value === undefined ? [] : [[name, value] as const])));

/** Later ones win; a key that an object lacks comes from the earlier one. */
function merged(...all: readonly Values[]): Values {
  const result = new Map<string, ParamValue>();
  for (const [name, value] of all.flatMap((each) => [...each])) {
    const before = result.get(name);
    result.set(name, isKeyed(before) && isKeyed(value) ? { ...before, ...value } : value);
  }
  return result;
}

const isKeyed = (value: ParamValue | undefined): value is Readonly<Record<string, string>> =>
  typeof value === 'object' && !Array.isArray(value);

/** Every reference that the params answer, in each of Tekton's three notations. */
function replacements(params: Values): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of params) {
    const notations = [`params.${name}`, `params["${name}"]`, `params['${name}']`];
    if (typeof value === 'string') for (const notation of notations) found.set(`$(${notation})`, value);
    else if (isKeyed(value))
      for (const [key, each] of Object.entries(value)) found.set(`$(params.${name}.${key})`, each);
    else value.forEach((each, index) => notations.forEach((notation) => found.set(`$(${notation}[${index}])`, each)));
  }
  return found;
}

function text(template: string, { texts }: Known): string {
  return template.replaceAll(/\$\(params[^)]*\)/g, (reference) => texts.get(reference) ?? reference);
}

/** NAME of `$(params.NAME[*])` that stands alone; undefined where it is something else. */
function nameOfWhole(reference: string): string | undefined {
  const [, name] = /^\$\(params(?:\.|\["|\[')([^'"[\]]+)(?:"\]|'\])?\[\*\]\)$/.exec(reference) ?? [];
  return name;
}

function words(template: string, params: Known): readonly string[] {
  return params.lists.get(nameOfWhole(template) ?? '') ?? [text(template, params)];
}

function resolved(value: ParamValue, params: Values): ParamValue {
  if (typeof value === 'string') return params.get(nameOfWhole(value) ?? '') ?? text(value, known(params));
  if (!isKeyed(value)) return value.flatMap((each) => words(each, known(params)));
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, text(each, known(params))]));
}

/** The fan-out of a matrix (Matrix.FanOut): the product of its params, then each include into those that it matches. */
function combinations({ matrix }: PipelineTask, ofPipeline: Values): readonly Values[] {
  const include = (matrix?.include ?? []).map(({ params }) =>
    valuesOf(params?.map((param) => ({ ...param, value: resolved(param.value, ofPipeline) }))),
  );
  if (matrix?.params === undefined) return include.length === 0 ? [new Map()] : include;
  let product: Values[] = [new Map()];
  for (const { name, value } of matrix.params) {
    const values = resolved(value, ofPipeline) as readonly string[];
    product = product.flatMap((each) => values.map((item) => new Map([...each, [name, item]])));
  }
  const matches = (each: Values, extra: Values) =>
    [...extra].every(([name, value]) => !each.has(name) || each.get(name) === value);
  const isNew = (extra: Values) => !product.some((each) => matches(each, extra));
  const added = include.filter(isNew);
  return [...product.map((each) => merged(each, ...include.filter((extra) => matches(each, extra)))), ...added];
}
