import { pipelineSpecOf } from './pipeline-spec-of.ts';
import { inObject, inside, type Where } from '../check/finding.ts';
import { isObject } from '../json.ts';
import { isTask } from '../tekton/task-specs.ts';
import type { Payload } from './payload.ts';
import type { PipelineSpec, PipelineTask, TaskSpec } from '../tekton/types.ts';

/** A task of the pipeline with what it runs, for checks. */
export type LocatedPipelineTask = {
  readonly where: Where;
  readonly task: PipelineTask;
  readonly isFinally: boolean;
  /** Undefined where it lives elsewhere: a resolver, a custom task, a pipeline in the pipeline. */
  readonly spec: TaskSpec | undefined;
  /** Params and workspaces of the pipeline propagate into an embedded spec, by their names. */
  readonly isEmbedded: boolean;
  /** It may be skipped, or fail without harm: what is wrong with it need not show. */
  readonly mayBeSkipped: boolean;
};

/** A TaskSpec with its place: of a Task, or embedded in the pipeline. */
export type LocatedTaskSpec = {
  readonly where: Where;
  readonly spec: TaskSpec;
  /** The task that it is embedded in; absent for a Task. */
  readonly of?: LocatedPipelineTask;
};

/** A payload as checks look at it. Everything else than its one pipeline is ignored, as Tekton ignores it. */
export type PayloadView = {
  readonly payload: Payload;
  readonly pipeline: PipelineSpec;
  /** Its spec: in a Pipeline, or embedded in the PipelineRun. */
  readonly where: Where;
  /** Embedded in the run: what the run passes propagates without being declared. */
  readonly isEmbedded: boolean;
  readonly tasks: readonly LocatedPipelineTask[];
  readonly specs: readonly LocatedTaskSpec[];
};

/** The view of a payload; undefined where its pipeline lives elsewhere and nothing can be said. */
export function viewPayload(payload: Payload): PayloadView | undefined {
  const pipeline = pipelineSpecOf(payload);
  if (pipeline === undefined) return undefined;
  const isEmbedded = payload.run.spec.pipelineSpec !== undefined;
  const where = isEmbedded
    ? inside(whereRun(payload), undefined, 'pipelineSpec')
    : inObject(`Pipeline ${payload.run.spec.pipelineRef?.name ?? ''}`);
  const known = new Map(payload.objects.filter(isTask).map((task) => [task.metadata.name ?? '', task.spec]));
  const place =
    (isFinal: boolean) =>
    (task: PipelineTask, index: number): LocatedPipelineTask => ({
      where: inside(where, `${isFinal ? 'finally task' : 'task'} ${task.name}`, isFinal ? 'finally' : 'tasks', index),
      task,
      isFinally: isFinal,
      spec: specOf(task, known),
      isEmbedded: task.taskSpec !== undefined,
      mayBeSkipped: isGuarded(task),
    });
  const tasks = [...(pipeline.tasks ?? []).map(place(false)), ...(pipeline.finally ?? []).map(place(true))];
  const embedded = tasks.flatMap((of) =>
    of.isEmbedded && of.spec !== undefined
      ? [{ where: inside(of.where, undefined, 'taskSpec'), spec: of.spec, of }]
      : [],
  );
  const standing = payload.objects
    .filter(isTask)
    .map(({ metadata, spec }) => ({ where: inObject(`Task ${metadata.name ?? ''}`), spec }));
  return { payload, pipeline, where, isEmbedded, tasks, specs: [...standing, ...embedded] };
}

/** The spec of the PipelineRun, by the name that its payload gives it. */
export function whereRun({ run }: Payload): Where {
  return inObject(`PipelineRun ${run.metadata.name ?? run.metadata.generateName ?? '(no name)'}`);
}

/** Pipelines of the payload that its run does not use, not even as pipelines in its pipeline. */
export function unusedPipelines({ run, objects }: Payload): readonly string[] {
  const used = new Set(pipelineRefsIn([run.spec, objects]));
  return objects.flatMap(({ kind, metadata: { name = '' } }) => (kind === 'Pipeline' && !used.has(name) ? [name] : []));
}

function pipelineRefsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(pipelineRefsIn);
  if (!isObject(value)) return [];
  const ref = value['pipelineRef'];
  const name = isObject(ref) && typeof ref['name'] === 'string' ? [ref['name']] : [];
  return [...name, ...Object.values(value).flatMap(pipelineRefsIn)];
}

function specOf(task: PipelineTask, known: ReadonlyMap<string, TaskSpec>): TaskSpec | undefined {
  const { taskSpec, taskRef } = task;
  // An embedded custom task has a kind of its own.
  if (taskSpec !== undefined) return (taskSpec.kind ?? 'Task') === 'Task' ? taskSpec : undefined;
  if (taskRef === undefined || taskRef.resolver !== undefined || (taskRef.kind ?? 'Task') !== 'Task') return undefined;
  return known.get(taskRef.name ?? '');
}

/** `when` may be false; a task that uses results of another is skipped with it; `onError: continue` takes a failure. */
function isGuarded(task: PipelineTask): boolean {
  const { when = [], onError, params, matrix } = task;
  return when.length > 0 || onError === 'continue' || /\$\(tasks\./.test(JSON.stringify([params, matrix]));
}
