import { isObject } from '../json.ts';
import type { KubeObject } from '../k8s/object.ts';
import type { Pipeline, PipelineSpec, PipelineTask, Task, TaskSpec } from './types.ts';

export const isTask = (object: KubeObject): object is Task => object.kind === 'Task';
export const isPipeline = (object: KubeObject): object is Pipeline => object.kind === 'Pipeline';

/** All tasks of a pipeline, those of `finally` last; none of a pipeline that is not known. */
export function tasksOf(spec: PipelineSpec | undefined): readonly PipelineTask[] {
  return [...(spec?.tasks ?? []), ...(spec?.finally ?? [])];
}

/** The pipeline with each of its tasks changed, those of `finally` included. */
export function mapTasks(spec: PipelineSpec, change: (task: PipelineTask) => PipelineTask): PipelineSpec {
  return {
    ...spec,
    ...(spec.tasks === undefined ? {} : { tasks: spec.tasks.map(change) }),
    ...(spec.finally === undefined ? {} : { finally: spec.finally.map(change) }),
  };
}

/** Changes a TaskSpec; `where` names its place for people: `Pipeline main, task build`. */
export type ChangeTaskSpec = (spec: TaskSpec, where: string) => TaskSpec;

/** The pipeline with every TaskSpec that is embedded in it changed, in pipelines in it of any depth too. */
export function mapEmbeddedTaskSpecs(spec: PipelineSpec, where: string, change: ChangeTaskSpec): PipelineSpec {
  return mapTasks(spec, (task) => {
    const place = `${where}, task ${task.name}`;
    const nested = task.pipelineSpec;
    return {
      ...task,
      ...(task.taskSpec === undefined ? {} : { taskSpec: change(task.taskSpec, place) }),
      ...(isObject(nested) ? { pipelineSpec: mapEmbeddedTaskSpecs(nested, place, change) } : {}),
    };
  });
}
