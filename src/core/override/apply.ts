import { refersTo, withItems } from './embedded-params.ts';
import type { Override } from './override.ts';
import { matrixParams, overrideInMatrix, withoutInMatrix } from './matrix.ts';
import { isPipeline, isTask, mapTasks, tasksOf } from '../tekton/task-specs.ts';
import { newDefault, typeMismatch } from './param-type.ts';
import type { Payload } from '../payload/payload.ts';
import type {
  Param,
  ParamSpec,
  ParamValue,
  PipelineRun,
  PipelineSpec,
  PipelineTask,
  Task,
  TaskSpec,
} from '../tekton/types.ts';
import { pipelineSpecOf } from '../payload/pipeline-spec-of.ts';

export type Overridden = {
  readonly payload: Payload;
  /** Overrides that hit nothing or have the wrong type, each with the names that exist. */
  readonly misses: readonly string[];
};

/**
 * Applies overrides so that they win whatever way the param reaches the step: in the PipelineTask's params, which
 * beat the Task's default; in the Task's default as well, for whoever uses the Task elsewhere; for the Pipeline's
 * own params in the PipelineRun, which beats the Pipeline's defaults. Later overrides win over earlier ones.
 *
 * The pipeline is found in the PipelineRun's `pipelineSpec` or, by `pipelineRef.name`, among the payload's objects.
 */
export function applyOverrides(payload: Payload, overrides: readonly Override[]): Overridden {
  let current = payload;
  const misses: string[] = [];
  const applied: Override[] = [];
  for (const override of overrides) {
    const result =
      override.task === undefined ? overridePipelineParam(current, override) : overrideTask(current, override);
    if (typeof result === 'string') misses.push(result);
    else {
      current = result;
      applied.push(override);
    }
  }
  return { payload: applied.reduce(settleItems, current), misses };
}

/** After all overrides, for it leaves nothing for a later one to find. */
function settleItems(payload: Payload, { task: wanted, name }: Override): Payload {
  if (inheritedParam(payload, name) === undefined) return payload;
  const settle = (task: PipelineTask): PipelineTask => {
    const value = task.params?.find((param) => param.name === name)?.value;
    return task.name === wanted && task.taskSpec !== undefined && Array.isArray(value)
      ? { ...task, taskSpec: withItems(task.taskSpec, name, value as readonly string[]) }
      : task;
  };
  return mapPayload(payload, { pipelineSpec: (spec) => mapTasks(spec, settle), task: (task) => task });
}

function overridePipelineParam(payload: Payload, { name, value }: Override): Payload | string {
  const declared = pipelineSpecOf(payload)?.params ?? [];
  const spec = declared.find((param) => param.name === name);
  const passed = payload.run.spec.params ?? [];
  if (spec === undefined && !passed.some((param) => param.name === name)) {
    const known = [...new Set([...declared, ...passed].map((param) => param.name))];
    return `override of the pipeline's param ${name} hits nothing; ${listOf('its params', known)}`;
  }
  const wrong = spec === undefined ? undefined : typeMismatch(spec, value);
  if (wrong !== undefined) return `override of the pipeline's param ${name}: ${wrong}`;
  const run: PipelineRun = {
    ...payload.run,
    spec: { ...payload.run.spec, params: withParam(passed, { name, value }) },
  };
  return { ...payload, run };
}

function overrideTask(payload: Payload, override: Override & { readonly task?: string }): Payload | string {
  const { task: wanted = '', name, value } = override;
  const tasks = new Map(payload.objects.filter(isTask).map((task) => [task.metadata.name ?? '', task]));
  const pipelineTasks = tasksOf(pipelineSpecOf(payload));
  const matches = (task: PipelineTask) => task.name === wanted || (isLocalRef(task) && task.taskRef?.name === wanted);
  const hitTasks = pipelineTasks.filter(matches);
  const hitTask = tasks.get(wanted);
  if (hitTasks.length === 0 && hitTask === undefined) {
    const known = [...new Set([...tasks.keys(), ...pipelineTasks.map((task) => task.name)])];
    return `override of ${wanted}.${name} hits nothing: no such task; ${listOf('tasks', known)}`;
  }
  const inherited = inheritedParam(payload, name);
  const specOf = (task: PipelineTask) =>
    task.taskSpec ?? (isLocalRef(task) ? tasks.get(task.taskRef?.name ?? '')?.spec : undefined);
  const specs = [...hitTasks.map(specOf), hitTask?.spec];
  const declared = specs.flatMap((spec) => spec?.params ?? []);
  const passed = (task: PipelineTask) => [...(task.params ?? []), ...matrixParams(task)];
  const passes = (task: PipelineTask) => passed(task).some((param) => param.name === name);
  const inherits = (task: PipelineTask) => inherited !== undefined && refersTo(task.taskSpec, name);
  const fannedOut = hitTasks.some((task) => matrixParams(task).some((param) => param.name === name));
  const param =
    declared.find((each) => each.name === name) ??
    (hitTasks.some(inherits) ? inherited : fannedOut ? { name } : undefined);
  if (param === undefined && !hitTasks.some(passes)) {
    const known = [...new Set([...declared, ...hitTasks.flatMap(passed)].map((each) => each.name))];
    return `override of ${wanted}.${name} hits nothing: task ${wanted} has no such param; ${listOf('its params', known)}`;
  }
  const wrong = param === undefined ? undefined : typeMismatch(param, value);
  if (wrong !== undefined) return `override of ${wanted}.${name}: ${wrong}`;

  const declares = (spec: TaskSpec | undefined) => spec?.params?.some((each) => each.name === name) === true;
  const inPipelineTask = (task: PipelineTask): PipelineTask => {
    if (!matches(task) || !(passes(task) || declares(specOf(task)) || inherits(task))) return task;
    const { taskSpec } = task;
    if (taskSpec === undefined) return withValue(task, { name, value });
    const own = withDefault(declaring(taskSpec, param), name, value);
    const all = own.params?.find((each) => each.name === name)?.default ?? value;
    return inherited === undefined
      ? { ...withValue(task, { name, value: all }), taskSpec: own }
      : { ...withValue(withoutInMatrix(task, name), { name, value: all }), taskSpec: own };
  };
  return mapPayload(payload, {
    pipelineSpec: (spec) => mapTasks(spec, inPipelineTask),
    task: (task) => (task.metadata.name === wanted ? { ...task, spec: withDefault(task.spec, name, value) } : task),
  });
}

/** The PipelineTask giving the value: where the matrix gave one, there; Tekton refuses both at once. */
function withValue(task: PipelineTask, { name, value }: Param): PipelineTask {
  const inMatrix = matrixParams(task).some((param) => param.name === name);
  return inMatrix && typeof value === 'string'
    ? overrideInMatrix(task, { name, value })
    : { ...task, params: withParam(task.params ?? [], { name, value }) };
}

/**
 * What an embedded Task may use without declaring it: a param of its pipeline
 * (https://tekton.dev/docs/pipelines/pipelineruns/#propagated-parameters).
 */
function inheritedParam(payload: Payload, wanted: string): ParamSpec | undefined {
  const passed = payload.run.spec.params?.find(({ name }) => name === wanted);
  return (
    pipelineSpecOf(payload)?.params?.find(({ name }) => name === wanted) ??
    (passed === undefined ? undefined : { name: wanted, default: passed.value })
  );
}

function declaring(spec: TaskSpec, param: ParamSpec | undefined): TaskSpec {
  const there = spec.params ?? [];
  return param === undefined || there.some(({ name }) => name === param.name)
    ? spec
    : { ...spec, params: [...there, param] };
}

function withDefault(spec: TaskSpec, name: string, value: ParamValue): TaskSpec {
  const params = spec.params?.map((param) =>
    param.name === name ? { ...param, default: newDefault(param.default, value) } : param,
  );
  return params === undefined ? spec : { ...spec, params };
}

function withParam(params: readonly Param[], param: Param): Param[] {
  return [...params.filter((each) => each.name !== param.name), param];
}

function mapPayload(
  payload: Payload,
  change: { pipelineSpec: (spec: PipelineSpec) => PipelineSpec; task: (task: Task) => Task },
): Payload {
  const { pipelineSpec, pipelineRef } = payload.run.spec;
  const objects = payload.objects.map((object) => {
    if (isTask(object)) return change.task(object);
    const isOurs = pipelineSpec === undefined && isPipeline(object) && object.metadata.name === pipelineRef?.name;
    return isOurs ? { ...object, spec: change.pipelineSpec(object.spec) } : object;
  });
  if (pipelineSpec === undefined) return { ...payload, objects };
  return {
    ...payload,
    objects,
    run: { ...payload.run, spec: { ...payload.run.spec, pipelineSpec: change.pipelineSpec(pipelineSpec) } },
  };
}

function listOf(title: string, names: readonly string[]): string {
  return names.length === 0 ? `${title}: none` : `${title}: ${names.toSorted().join(', ')}`;
}

const isLocalRef = (task: PipelineTask) =>
  task.taskRef?.resolver === undefined && (task.taskRef?.kind ?? 'Task') === 'Task';
