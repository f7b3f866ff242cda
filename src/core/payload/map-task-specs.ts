import type { KubeObject } from '../k8s/object.ts';
import { type ChangeTaskSpec, isPipeline, isTask, mapEmbeddedTaskSpecs } from '../tekton/task-specs.ts';
import type { Pipeline, Task } from '../tekton/types.ts';
import type { Payload } from './payload.ts';

/** The payload with every TaskSpec in it changed: those of its Tasks, and those embedded in pipelines at any depth. */
export function mapTaskSpecs(payload: Payload, change: ChangeTaskSpec): Payload {
  const objects = payload.objects.map((object): KubeObject => {
    const where = `${object.kind} ${object.metadata.name ?? ''}`;
    if (isTask(object)) {
      const task: Task = { ...object, spec: change(object.spec, where) };
      return task;
    }
    if (!isPipeline(object)) return object;
    const pipeline: Pipeline = { ...object, spec: mapEmbeddedTaskSpecs(object.spec, where, change) };
    return pipeline;
  });
  const { pipelineSpec } = payload.run.spec;
  if (pipelineSpec === undefined) return { ...payload, objects };
  const spec = { ...payload.run.spec, pipelineSpec: mapEmbeddedTaskSpecs(pipelineSpec, 'the PipelineRun', change) };
  return { ...payload, objects, run: { ...payload.run, spec } };
}
