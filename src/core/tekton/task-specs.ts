import { isObject } from '../json.ts';
import type { KubeObject } from '../k8s/object.ts';
import type { Pipeline, PipelineSpec, PipelineTask, Task, TaskSpec } from './types.ts';
import { present } from '../present.ts';

export const isTask = (object: KubeObject): object is Task => object.kind === 'Task';
export const isPipeline = (object: KubeObject): object is Pipeline => object.kind === 'Pipeline';

/** The Task that a task of a pipeline uses by name; undefined where that is embedded, fetched by a resolver or custom. */
export function localTaskName({ taskRef }: PipelineTask): string | undefined {
  const isLocal = taskRef?.resolver === undefined && (taskRef?.kind ?? 'Task') === 'Task';
  return isLocal ? taskRef?.name : undefined;
}

/** All tasks of a pipeline, those of `finally` last; none where the spec is undefined. */
export function tasksOf(spec: PipelineSpec | undefined): readonly PipelineTask[] {
  return [...(spec?.tasks ?? []), ...(spec?.finally ?? [])];
}

/** The pipeline with each of its tasks changed, those of `finally` included. */
export function mapTasks(spec: PipelineSpec, change: (task: PipelineTask) => PipelineTask): PipelineSpec {
  return { ...spec, ...present({ tasks: spec.tasks?.map(change), finally: spec.finally?.map(change) }) };
}

/** Changes a TaskSpec; `where` names its place for people: `Pipeline main, task build`. */
export type ChangeTaskSpec = (spec: TaskSpec, where: string) => TaskSpec;

/** The pipeline with every TaskSpec embedded in it changed, also in pipelines embedded in it at any depth. */
export function mapEmbeddedTaskSpecs(spec: PipelineSpec, where: string, change: ChangeTaskSpec): PipelineSpec {
  return mapTasks(spec, (task) => {
    const place = `${where}, task ${task.name}`;
    const nested = task.pipelineSpec;
    return {
      ...task,
      ...present({
        taskSpec: task.taskSpec && change(task.taskSpec, place),
        pipelineSpec: isObject(nested) ? mapEmbeddedTaskSpecs(nested, place, change) : undefined,
      }),
    };
  });
}
