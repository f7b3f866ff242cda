import { listOf } from '../list-of.ts';
import { pipelineSpecOf } from '../payload/pipeline-spec-of.ts';
import type { Payload } from '../payload/payload.ts';
import { isTask, localTaskName, mapTasks, tasksOf } from '../tekton/task-specs.ts';
import type { Param, ParamSpec, ParamValue, PipelineTask, TaskSpec } from '../tekton/types.ts';
import { refersTo } from './embedded-params.ts';
import { matrixParams, overrideInMatrix, withoutInMatrix } from './matrix.ts';
import type { Override } from './override.ts';
import { newDefault, typeMismatch } from './param-type.ts';
import { hasParam, inheritedParam, mapPayload, withParam } from './params.ts';

export type TaskOverride = Override & { readonly task: string };

/** What an override of a task hits. */
type Hits = {
  /** Tasks of the pipeline that get the value. */
  readonly pipelineTasks: ReadonlySet<PipelineTask>;
  /** The param as it is declared; undefined where it is only passed, to a Task that is elsewhere. */
  readonly param: ParamSpec | undefined;
  /** The pipeline's param of that name. */
  readonly inherited: ParamSpec | undefined;
};

/** A task of the pipeline that the override names: by its own name, or by the Task that it uses. */
type NamedTask = {
  readonly task: PipelineTask;
  readonly spec: TaskSpec | undefined;
  /** What it passes, in its params and its matrix. */
  readonly passed: readonly Param[];
  /** It is embedded and uses the pipeline's param. */
  readonly inherits: boolean;
};

/**
 * The payload with the param set in every place that the task takes it from; a sentence where nothing is hit or the
 * type is wrong.
 */
export function overrideTaskParam(payload: Payload, override: TaskOverride): Payload | string {
  const hits = findHits(payload, override);
  if (typeof hits === 'string') return hits;
  return mismatch(hits, override) ?? applyTo(payload, hits, override);
}

function findHits(payload: Payload, { task: wanted, name }: TaskOverride): Hits | string {
  const definitions = new Map(payload.objects.filter(isTask).map((task) => [task.metadata.name ?? '', task.spec]));
  const pipelineTasks = tasksOf(pipelineSpecOf(payload));
  const inherited = inheritedParam(payload, name);
  const named = pipelineTasks.filter(isNamed(wanted)).map((task): NamedTask => ({
    task,
    spec: specOf(task, definitions),
    passed: [...(task.params ?? []), ...matrixParams(task)],
    inherits: inherited !== undefined && refersTo(task.taskSpec, name),
  }));
  const definition = definitions.get(wanted);
  const title = `override of ${wanted}.${name} hits nothing`;
  if (named.length === 0 && definition === undefined) {
    const known = [...definitions.keys(), ...pipelineTasks.map((task) => task.name)];
    return `${title}: no such task; tasks: ${listOf(known)}`;
  }
  const declared = [...named.map(({ spec }) => spec), definition].flatMap((spec) => spec?.params ?? []);
  const param = declared.find((each) => each.name === name) ?? undeclaredParam(named, name, inherited);
  if (param === undefined && !named.some(({ passed }) => hasParam(passed, name))) {
    const known = [...declared, ...named.flatMap(({ passed }) => passed)];
    return `${title}: task ${wanted} has no such param; its params: ${listOf(known.map((each) => each.name))}`;
  }
  const takers = named.filter(
    ({ passed, spec, inherits }) => hasParam(passed, name) || hasParam(spec?.params, name) || inherits,
  );
  return { pipelineTasks: new Set(takers.map(({ task }) => task)), param, inherited };
}

function isNamed(wanted: string): (task: PipelineTask) => boolean {
  return (task) => task.name === wanted || localTaskName(task) === wanted;
}

function specOf(task: PipelineTask, definitions: ReadonlyMap<string, TaskSpec>): TaskSpec | undefined {
  return task.taskSpec ?? definitions.get(localTaskName(task) ?? '');
}

/** A param that no Task declares: the pipeline's own, or one that a matrix gives, whose values are strings. */
function undeclaredParam(
  named: readonly NamedTask[],
  name: string,
  inherited: ParamSpec | undefined,
): ParamSpec | undefined {
  if (named.some(({ inherits }) => inherits)) return inherited;
  return named.some(({ task }) => hasParam(matrixParams(task), name)) ? { name } : undefined;
}

function mismatch({ param }: Hits, { task, name, value }: TaskOverride): string | undefined {
  const wrong = param === undefined ? undefined : typeMismatch(param, value);
  return wrong === undefined ? undefined : `override of ${task}.${name}: ${wrong}`;
}

function applyTo(payload: Payload, hits: Hits, { task: wanted, name, value }: TaskOverride): Payload {
  return mapPayload(payload, {
    pipelineSpec: (spec) =>
      mapTasks(spec, (task) => (hits.pipelineTasks.has(task) ? inPipelineTask(task, hits, { name, value }) : task)),
    task: (task) => (task.metadata.name === wanted ? { ...task, spec: withDefault(task.spec, name, value) } : task),
  });
}

/** The task of the pipeline with the value; an embedded Task that did not declare the param does so now. */
function inPipelineTask(task: PipelineTask, { param, inherited }: Hits, { name, value }: Param): PipelineTask {
  if (task.taskSpec === undefined) return withValue(task, { name, value });
  const taskSpec = withDefault(declaring(task.taskSpec, param), name, value);
  const whole = taskSpec.params?.find((each) => each.name === name)?.default ?? value;
  const others = inherited === undefined ? task : withoutInMatrix(task, name);
  return { ...withValue(others, { name, value: whole }), taskSpec };
}

/**
 * The PipelineTask with the value: in its matrix where that gave one, else in its params. Tekton refuses a param in
 * both.
 */
function withValue(task: PipelineTask, { name, value }: Param): PipelineTask {
  return hasParam(matrixParams(task), name) && typeof value === 'string'
    ? overrideInMatrix(task, { name, value })
    : { ...task, params: withParam(task.params ?? [], { name, value }) };
}

function declaring(spec: TaskSpec, param: ParamSpec | undefined): TaskSpec {
  return param === undefined || hasParam(spec.params, param.name)
    ? spec
    : { ...spec, params: [...(spec.params ?? []), param] };
}

function withDefault(spec: TaskSpec, name: string, value: ParamValue): TaskSpec {
  const params = spec.params?.map((param) =>
    param.name === name ? { ...param, default: newDefault(param.default, value) } : param,
  );
  return params === undefined ? spec : { ...spec, params };
}
