import { isObject } from '../json.ts';
import type { KubeObject } from '../k8s/object.ts';
import type { Payload } from '../payload/payload.ts';
import type { Pipeline, PipelineSpec, PipelineTask, Task, TaskSpec } from './types.ts';

type Change = (spec: TaskSpec, where: string) => TaskSpec;

/** The payload with every TaskSpec in it changed: of its Tasks, and embedded in Pipelines of any depth. */
export function mapTaskSpecs(payload: Payload, change: Change): Payload {
  const objects = payload.objects.map((object): KubeObject => {
    const where = `${object.kind} ${object.metadata.name ?? ''}`;
    if (isTask(object)) {
      const task: Task = { ...object, spec: change(object.spec, where) };
      return task;
    }
    if (!isPipeline(object)) return object;
    const pipeline: Pipeline = { ...object, spec: inPipeline(object.spec, where, change) };
    return pipeline;
  });
  const { pipelineSpec } = payload.run.spec;
  if (pipelineSpec === undefined) return { ...payload, objects };
  const spec = { ...payload.run.spec, pipelineSpec: inPipeline(pipelineSpec, 'the PipelineRun', change) };
  return { ...payload, objects, run: { ...payload.run, spec } };
}

function inPipeline(spec: PipelineSpec, where: string, change: Change): PipelineSpec {
  const inTask = (task: PipelineTask): PipelineTask => {
    const place = `${where}, task ${task.name}`;
    const nested = task.pipelineSpec;
    return {
      ...task,
      ...(task.taskSpec === undefined ? {} : { taskSpec: change(task.taskSpec, place) }),
      ...(isObject(nested) ? { pipelineSpec: inPipeline(nested, place, change) } : {}),
    };
  };
  return {
    ...spec,
    ...(Array.isArray(spec.tasks) ? { tasks: spec.tasks.map(inTask) } : {}),
    ...(Array.isArray(spec.finally) ? { finally: spec.finally.map(inTask) } : {}),
  };
}

export const isTask = (object: KubeObject): object is Task => object.kind === 'Task';
export const isPipeline = (object: KubeObject): object is Pipeline => object.kind === 'Pipeline';
