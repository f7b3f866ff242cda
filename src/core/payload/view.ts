import { specOf, titleOf } from '../k8s/object.ts';
import { isTask, localTaskName } from '../tekton/task-specs.ts';
import type { PipelineSpec, PipelineTask, TaskSpec } from '../tekton/types.ts';
import { stringsIn } from '../tekton/variables.ts';
import { localRefs } from './definition-refs.ts';
import { inObject, inside, type Where } from './location.ts';
import type { Payload } from './payload.ts';
import { pipelineOf, pipelineSpecOf } from './pipeline-spec-of.ts';

/** A task of the pipeline with what it runs, for checks. */
export type LocatedPipelineTask = {
  readonly where: Where;
  readonly task: PipelineTask;
  readonly isFinally: boolean;
  /** Undefined where it is not in the payload: a resolver fetches it, or the task is a custom task or a pipeline. */
  readonly spec: TaskSpec | undefined;
  /** True for an embedded spec, which sees params and workspaces of the pipeline by their names. */
  readonly isEmbedded: boolean;
  /** It may be skipped, or fail without harm: then a mistake in it may not matter. */
  readonly mayBeSkipped: boolean;
};

/** A TaskSpec with its place, either in a Task or embedded in the pipeline. */
export type LocatedTaskSpec = {
  readonly where: Where;
  readonly spec: TaskSpec;
  /** The task that it is embedded in; absent for a Task. */
  readonly of?: LocatedPipelineTask;
};

/** A payload as checks see it: the pipeline that its run uses. All others are ignored, as Tekton ignores them. */
export type PayloadView = {
  readonly payload: Payload;
  readonly pipeline: PipelineSpec;
  /** Its spec: in a Pipeline, or embedded in the PipelineRun. */
  readonly where: Where;
  /** True where the pipeline is embedded in the run: then it may use params of the run that it does not declare. */
  readonly isEmbedded: boolean;
  readonly tasks: readonly LocatedPipelineTask[];
  readonly specs: readonly LocatedTaskSpec[];
};

/** The view of a payload; undefined where its pipeline is not in it, so that nothing can be checked. */
export function viewPayload(payload: Payload): PayloadView | undefined {
  const pipeline = pipelineSpecOf(payload);
  if (pipeline === undefined) return undefined;
  const named = pipelineOf(payload);
  const where = named === undefined ? inside(whereRun(payload), undefined, 'pipelineSpec') : inObject(titleOf(named));
  const known = new Map(payload.objects.filter(isTask).map((task) => [task.metadata.name ?? '', task.spec]));
  const place =
    (isFinally: boolean) =>
    (task: PipelineTask, index: number): LocatedPipelineTask => ({
      where: inside(
        where,
        `${isFinally ? 'finally task' : 'task'} ${task.name}`,
        isFinally ? 'finally' : 'tasks',
        index,
      ),
      task,
      isFinally,
      spec: taskSpecOf(task, known),
      isEmbedded: task.taskSpec !== undefined,
      mayBeSkipped: mayBeSkipped(task),
    });
  const tasks = [...(pipeline.tasks ?? []).map(place(false)), ...(pipeline.finally ?? []).map(place(true))];
  const embedded = tasks.flatMap((of) =>
    of.isEmbedded && of.spec !== undefined
      ? [{ where: inside(of.where, undefined, 'taskSpec'), spec: of.spec, of }]
      : [],
  );
  const ofTasks = payload.objects.filter(isTask).map((task) => ({ where: inObject(titleOf(task)), spec: task.spec }));
  return { payload, pipeline, where, isEmbedded: named === undefined, tasks, specs: [...ofTasks, ...embedded] };
}

/** The spec of the PipelineRun, by the name that its payload gives it. */
export function whereRun({ run }: Payload): Where {
  return inObject(titleOf(run));
}

/** The Pipelines of the payload that its run does not use, also not within its pipeline. */
export function unusedPipelines({ run, objects }: Payload): readonly string[] {
  const refs = [run, ...objects].flatMap((object) => localRefs(specOf(object)));
  const used = new Set(refs.flatMap(({ kind, name }) => (kind === 'Pipeline' ? [name] : [])));
  return objects.flatMap(({ kind, metadata: { name = '' } }) => (kind === 'Pipeline' && !used.has(name) ? [name] : []));
}

function taskSpecOf(task: PipelineTask, known: ReadonlyMap<string, TaskSpec>): TaskSpec | undefined {
  const { taskSpec } = task;
  // An embedded custom task has a kind of its own.
  if (taskSpec !== undefined) return (taskSpec.kind ?? 'Task') === 'Task' ? taskSpec : undefined;
  return known.get(localTaskName(task) ?? '');
}

/** `when` may be false; a task that uses results of a skipped one is skipped; `onError: continue` ignores a failure. */
function mayBeSkipped({ when = [], onError, params, matrix }: PipelineTask): boolean {
  if (when.length > 0 || onError === 'continue') return true;
  return stringsIn([params, matrix]).some((text) => text.includes('$(tasks.'));
}
