import { nonEmpty } from '../text.ts';
import { isObject, type JsonObject } from '../json.ts';
import { fieldOf, type KubeObject } from '../k8s/object.ts';
import { TEKTON_V1 } from './types.ts';
import { present } from '../present.ts';

/*
 * Converts Pipelines, Tasks and PipelineRuns from tekton.dev/v1beta1 to v1, as Tekton's conversion webhook does it
 * (pkg/apis/pipeline/v1beta1/*_conversion.go, v1.15): old payloads are still v1beta1 where a cluster serves v1 only.
 * test/contract/conversion compares the two on a cluster. Where a field has different names in the two versions, the
 * v1 name in a v1beta1 object means nothing to Tekton and is left out here as well.
 */

export type Conversion = { readonly object: KubeObject; readonly problems: readonly string[] };

const CONVERTED = new Set(['Pipeline', 'Task', 'PipelineRun']);

/** Fields of a v1beta1 step that v1 does not have; Tekton had stopped using them before. */
const GONE_FROM_STEPS = new Set([
  'ports',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
  'terminationMessagePath',
  'terminationMessagePolicy',
  'stdin',
  'stdinOnce',
  'tty',
]);

/** The object as v1; anything but a v1beta1 Pipeline, Task or PipelineRun comes back as it is. */
export function toV1(object: KubeObject): Conversion {
  if (object.apiVersion !== 'tekton.dev/v1beta1' || !CONVERTED.has(object.kind)) return { object, problems: [] };
  const problems: string[] = [];
  const converted = {
    ...object,
    apiVersion: TEKTON_V1,
    spec: specOf(object.kind, asObject(fieldOf(object, 'spec')), problems),
  };
  return { object: converted, problems };
}

function specOf(kind: string, spec: JsonObject, problems: string[]): JsonObject {
  if (kind === 'Task') return taskSpec(spec, 'spec', problems);
  return kind === 'Pipeline' ? pipelineSpec(spec, 'spec', problems) : pipelineRunSpec(spec, problems);
}

function pipelineRunSpec(spec: JsonObject, problems: string[]): JsonObject {
  // Tekton's conversion (v1.15) drops `managedBy` as well.
  const { serviceAccountName, podTemplate, timeout, resources, managedBy: _forgotten, ...rest } = spec;
  refuseResources(resources, 'spec.resources', problems);
  if (timeout !== undefined && rest['timeouts'] !== undefined)
    problems.push('spec.timeout: is the deprecated name of spec.timeouts.pipeline; remove one of the two');
  const template = present({ serviceAccountName: nonEmpty(serviceAccountName), podTemplate });
  return present({
    ...rest,
    pipelineRef: withoutBundle(rest['pipelineRef'], 'pipeline'),
    pipelineSpec: map(rest['pipelineSpec'], (inner) => pipelineSpec(inner, 'spec.pipelineSpec', problems)),
    timeouts: timeout === undefined ? rest['timeouts'] : { pipeline: timeout },
    taskRunTemplate: Object.keys(template).length === 0 ? undefined : template,
    taskRunSpecs: mapEach(rest['taskRunSpecs'], taskRunSpec),
  });
}

function taskRunSpec(spec: JsonObject): JsonObject {
  const { taskServiceAccountName, taskPodTemplate, stepOverrides, sidecarOverrides, ...rest } = spec;
  return present({
    ...rest,
    serviceAccountName: nonEmpty(taskServiceAccountName),
    podTemplate: taskPodTemplate,
    stepSpecs: mapEach(stepOverrides, computeResources),
    sidecarSpecs: mapEach(sidecarOverrides, computeResources),
  });
}

function pipelineSpec(spec: JsonObject, where: string, problems: string[]): JsonObject {
  const { resources, ...rest } = spec;
  refuseResources(resources, `${where}.resources`, problems);
  const tasks = (list: 'tasks' | 'finally') =>
    mapEach(rest[list], (task, index) => pipelineTask(task, `${where}.${list}[${index}]`, problems));
  return present({ ...rest, tasks: tasks('tasks'), finally: tasks('finally') });
}

function pipelineTask(task: JsonObject, where: string, problems: string[]): JsonObject {
  const { resources, conditions, ...rest } = task;
  refuseResources(resources, `${where}.resources`, problems);
  if (conditions !== undefined)
    problems.push(`${where}.conditions: Tekton has no Conditions any more; use when expressions`);
  return present({
    ...rest,
    taskRef: withoutBundle(rest['taskRef'], 'task'),
    taskSpec: map(rest['taskSpec'], (inner) => taskSpec(inner, `${where}.taskSpec`, problems)),
    matrix: isEmptyMatrix(rest['matrix']) ? undefined : rest['matrix'],
  });
}

function taskSpec(spec: JsonObject, where: string, problems: string[]): JsonObject {
  const { resources, ...rest } = spec;
  refuseResources(resources, `${where}.resources`, problems);
  return present({
    ...rest,
    steps: mapEach(rest['steps'], (step) => computeResources(without(step, GONE_FROM_STEPS))),
    stepTemplate: map(rest['stepTemplate'], ({ name: _gone, ...template }) =>
      computeResources(without(template, GONE_FROM_STEPS)),
    ),
    sidecars: mapEach(rest['sidecars'], computeResources),
  });
}

function computeResources(container: JsonObject): JsonObject {
  const { resources, ...rest } = container;
  return present({ ...rest, computeResources: resources });
}

function isEmptyMatrix(matrix: unknown): boolean {
  const isEmpty = (list: unknown) => list === undefined || (Array.isArray(list) && list.length === 0);
  return isObject(matrix) && isEmpty(matrix['params']) && isEmpty(matrix['include']);
}

/**
 * A reference with `bundle: IMAGE` is one to the bundles resolver in v1:
 * https://tekton.dev/docs/pipelines/bundle-resolver/
 */
function withoutBundle(ref: unknown, kind: string): unknown {
  if (!isObject(ref) || ref['bundle'] === undefined) return ref;
  const { bundle, name, kind: _kind, apiVersion: _apiVersion, ...rest } = ref;
  const param = (paramName: string, value: unknown) => ({ name: paramName, value });
  return { ...rest, resolver: 'bundles', params: [param('bundle', bundle), param('name', name), param('kind', kind)] };
}

function refuseResources(resources: unknown, where: string, problems: string[]): void {
  if (resources === undefined || (Array.isArray(resources) && resources.length === 0)) return;
  problems.push(`${where}: Tekton has no PipelineResources any more; use params, workspaces and results`);
}

const asObject = (value: unknown): JsonObject => (isObject(value) ? value : {});

function map(value: unknown, change: (value: JsonObject) => JsonObject): unknown {
  return isObject(value) ? change(value) : value;
}

function mapEach(value: unknown, change: (value: JsonObject, index: number) => JsonObject): unknown {
  if (!Array.isArray(value)) return value;
  return (value as unknown[]).map((item, index) => (isObject(item) ? change(item, index) : item));
}

function without(object: JsonObject, names: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.has(name)));
}
