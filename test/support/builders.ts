import { ANNOTATION_LAUNCH_RECORDS } from '../../src/core/launch/labels.ts';
import { LABEL_TEKTON_PIPELINE_TASK } from '../../src/core/tekton/labels.ts';
import type { Launch } from '../../src/core/launch/launch.ts';
import { type LaunchRecord, writeLaunchRecords } from '../../src/core/launch/record.ts';
import type { Payload } from '../../src/core/payload/payload.ts';
import { planLaunch } from '../../src/core/launch/plan.ts';
import type {
  Condition,
  ParamValue,
  Pipeline,
  PipelineRun,
  PipelineSpec,
  StepState,
  Task,
  TaskRun,
  TaskSpec,
} from '../../src/core/tekton/types.ts';

/*
 * Objects as a cluster with Tekton shows them. A builder throws at what Tekton would never show, so that no test
 * proves something about a state that cannot be.
 */

export const STARTED = '2026-01-01T10:00:00Z';
export const ENDED = '2026-01-01T10:01:30Z';

/** What the Succeeded condition says, by the reasons that Tekton writes. */
const CONDITIONS = {
  Started: 'Unknown',
  Running: 'Unknown',
  PipelineRunPending: 'Unknown',
  ResolvingPipelineRef: 'Unknown',
  Pending: 'Unknown',
  ExceededResourceQuota: 'Unknown',
  Succeeded: 'True',
  Completed: 'True',
  Failed: 'False',
  Cancelled: 'False',
  CancelledRunFinally: 'False',
  StoppedRunFinally: 'False',
  PipelineRunCancelled: 'False',
  PipelineRunTimeout: 'False',
  CouldntGetPipeline: 'False',
  TaskRunCancelled: 'False',
  TaskRunTimeout: 'False',
} as const satisfies Record<string, Condition['status']>;

export type Reason = keyof typeof CONDITIONS;

export function aCondition(reason: Reason, message = `message of ${reason}`): Condition {
  return { type: 'Succeeded', status: CONDITIONS[reason], reason, message };
}

type RunOptions = {
  readonly payload?: Payload;
  /** Absent: the run is there and Tekton has not seen it yet. */
  readonly reason?: Reason;
  readonly message?: string;
  readonly uid?: string;
  readonly cancel?: boolean;
  readonly records?: readonly LaunchRecord[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly status?: Partial<NonNullable<PipelineRun['status']>>;
};

/** The PipelineRun of a launch, with all that subpipe itself puts on it. */
export function aPipelineRun(launch: Launch, options: RunOptions = {}): PipelineRun {
  const { payload = aPayload(launch.pipeline), reason, message, records, cancel = false } = options;
  if (reason === undefined && options.status !== undefined) throw new Error('a run with a status has a condition');
  const { run } = planLaunch(payload, launch, { timeLeftMs: 3_600_000 });
  const annotations = records === undefined ? {} : { [ANNOTATION_LAUNCH_RECORDS]: writeLaunchRecords(records) };
  return {
    ...run,
    metadata: {
      ...run.metadata,
      uid: options.uid ?? uidOf(launch),
      labels: { ...run.metadata.labels, ...options.labels },
      annotations: { ...run.metadata.annotations, ...annotations },
    },
    spec: cancel ? { ...run.spec, status: 'Cancelled' } : run.spec,
    ...(reason === undefined
      ? {}
      : { status: { conditions: [aCondition(reason, message)], ...times(reason), ...options.status } }),
  };
}

/** The uid that `aPipelineRun` gives to the run of a launch. */
export function uidOf(launch: Launch): string {
  return `uid-of-${launch.identity}`;
}

function times(reason: Reason) {
  return CONDITIONS[reason] === 'Unknown' ? { startTime: STARTED } : { startTime: STARTED, completionTime: ENDED };
}

export type TaskRunOptions = {
  /** Name of the task in its pipeline; the TaskRun is called after it, as Tekton does. */
  readonly task?: string;
  readonly reason?: Reason;
  readonly message?: string;
  /** Results that each finished step has written; Tekton repeats them in the messages of later steps. */
  readonly steps?: readonly Readonly<Record<string, string>>[];
  /** `status.results`, which only a TaskRun that is done has. */
  readonly results?: Readonly<Record<string, ParamValue>>;
  /** Declared results besides those that are written. */
  readonly declares?: readonly string[];
  readonly stepStates?: readonly StepState[];
  readonly podName?: string;
  readonly completionTime?: string;
};

/** A TaskRun that belongs to a PipelineRun, named, labelled and owned as Tekton does it. */
export function aTaskRun(run: PipelineRun, options: TaskRunOptions = {}): TaskRun {
  const { task = 'signal', reason = 'Running', steps = [], results, declares = [], message } = options;
  const isOver = CONDITIONS[reason] !== 'Unknown';
  if (results !== undefined && !isOver) throw new Error('a TaskRun that still runs has no status.results');
  if (run.metadata.uid === undefined) throw new Error('the owner of a TaskRun has a uid');
  const written = new Set([...steps.flatMap((step) => Object.keys(step)), ...Object.keys(results ?? {})]);
  const all = steps.map((_, index) => Object.assign({}, ...steps.slice(0, index + 1)) as Record<string, string>);
  return {
    apiVersion: 'tekton.dev/v1',
    kind: 'TaskRun',
    metadata: {
      name: `${run.metadata.name ?? ''}-${task}`,
      namespace: run.metadata.namespace ?? '',
      uid: `uid-of-${run.metadata.name ?? ''}-${task}`,
      labels: { ...run.metadata.labels, [LABEL_TEKTON_PIPELINE_TASK]: task },
      ownerReferences: [
        {
          apiVersion: run.apiVersion,
          kind: 'PipelineRun',
          name: run.metadata.name ?? '',
          uid: run.metadata.uid,
          controller: true,
        },
      ],
    },
    status: {
      conditions: [aCondition(reason, message)],
      ...times(reason),
      ...(options.completionTime === undefined ? {} : { completionTime: options.completionTime }),
      ...(options.podName === undefined ? {} : { podName: options.podName }),
      taskSpec: { results: [...written, ...declares].map((name) => ({ name })) },
      steps: [
        ...all.map((values, index) => ({
          name: `s${index}`,
          terminated: { exitCode: 0, message: stepMessage(values) },
        })),
        ...(options.stepStates ?? []),
      ],
      ...(results === undefined ? {} : { results: Object.entries(results).map(([name, value]) => ({ name, value })) }),
    },
  };
}

/** A step's termination message as Tekton's entrypoint writes it: task results are of type 1. */
export function stepMessage(results: Readonly<Record<string, string>>): string {
  const written = Object.entries(results).map(([key, value]) => ({ key, value, type: 1 }));
  return JSON.stringify([...written, { key: 'StartedAt', value: STARTED, type: 3 }]);
}

/** A payload of one Pipeline with one Task, or of the given tasks. */
export function aPayload(
  pipeline: string,
  options: {
    readonly tasks?: Readonly<Record<string, TaskSpec>>;
    readonly spec?: PipelineSpec;
    readonly run?: Partial<PipelineRun['spec']>;
    readonly objects?: Payload['objects'];
  } = {},
): Payload {
  const { tasks = { work: { steps: [{ name: 'work' }] } }, objects = [] } = options;
  const spec = options.spec ?? { tasks: Object.keys(tasks).map((name) => ({ name, taskRef: { name } })) };
  const name = pipeline.replace(/\.(json|yaml)$/, '');
  const definition: Pipeline = { apiVersion: 'tekton.dev/v1', kind: 'Pipeline', metadata: { name }, spec };
  return {
    file: `${name}.json`,
    run: aBareRun({ pipelineRef: { name }, ...options.run }),
    objects: [
      definition,
      ...Object.entries(tasks).map(([task, taskSpec]): Task => ({
        apiVersion: 'tekton.dev/v1',
        kind: 'Task',
        metadata: { name: task },
        spec: taskSpec,
      })),
      ...objects,
    ],
  };
}

/** A PipelineRun as a payload holds it. */
export function aBareRun(spec: PipelineRun['spec'], metadata: PipelineRun['metadata'] = { name: 'run' }): PipelineRun {
  return { apiVersion: 'tekton.dev/v1', kind: 'PipelineRun', metadata, spec };
}
