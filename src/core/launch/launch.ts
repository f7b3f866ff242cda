import type { NamespacedName, NamespacedRef } from '../k8s/object.ts';
import * as label from './labels.ts';
import { NAMESPACE_PREFIX, shortHash, slug } from '../k8s/names.ts';
import type { Override } from '../override/override.ts';
import { type PipelineRun, TEKTON_V1 } from '../tekton/types.ts';

/** The signal that asked for a child: of which task, of which run in the tree. */
export type Source = {
  readonly parentUid: string;
  readonly parentRun: NamespacedName;
  readonly taskRun: string;
  readonly signal: string;
};

/** One pipeline that is to be run, or that runs already. Its names are made of its identity alone. */
export type Launch = {
  readonly runId: string;
  /** Hash of `key`: on every object of the launch, and part of their names. */
  readonly identity: string;
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  /** Mapping name or file of the payload. */
  readonly pipeline: string;
  /** Those of its signal. None for main: those of the entry document are applied to its payload already. */
  readonly overrides: readonly Override[];
  readonly depth: number;
  /** Absent for main. */
  readonly source?: Source;
};

/** The launch of the main pipeline; one for each run id. */
export function mainLaunch(runId: string, pipeline: string): Launch {
  return { runId, ...namesOf(`main/${runId}`, pipeline), pipeline, overrides: [], depth: 0 };
}

/**
 * The launch that a signal asks for. Its identity is (uid of the signalling run, TaskRun name, signal name), so that a
 * retry, a repeated event, a restart or a second controller gives the same names.
 */
export function childLaunch(
  parent: Launch,
  { parentUid, taskRun, signal }: Omit<Source, 'parentRun'>,
  asked: { readonly pipeline: string; readonly overrides: readonly Override[] },
): Launch {
  const key = `${parentUid}/${taskRun}/${signal}`;
  const parentRun = { namespace: parent.namespace, name: parent.name };
  const source = { parentUid, parentRun, taskRun, signal };
  return { runId: parent.runId, ...namesOf(key, signal), ...asked, depth: parent.depth + 1, source };
}

function namesOf(key: string, title: string) {
  const identity = shortHash(key);
  const name = `${slug(title)}-${identity}`;
  return { key, identity, name, namespace: `${NAMESPACE_PREFIX}${name}` };
}

/** Where the PipelineRun of a launch is. */
export function runRef(launch: Launch): NamespacedRef {
  return { apiVersion: TEKTON_V1, kind: 'PipelineRun', namespace: launch.namespace, name: launch.name };
}

/**
 * True for a PipelineRun with the launch's namespace, name and identity; one without the identity is somebody else's.
 */
export function isRunOf(run: PipelineRun, launch: Launch): boolean {
  const { name, namespace, labels } = run.metadata;
  return (
    name === launch.name &&
    namespace === launch.namespace &&
    labels?.[label.LABEL_LAUNCH] === launch.identity &&
    labels[label.LABEL_RUN_ID] === launch.runId
  );
}

/** The launch of a child, from the annotations of its PipelineRun; undefined where they contradict each other. */
export function launchOfRun(run: PipelineRun, parent: Launch): Launch | undefined {
  const annotations = run.metadata.annotations ?? {};
  const parentUid = annotations[label.ANNOTATION_PARENT_UID];
  const taskRun = annotations[label.ANNOTATION_SOURCE_TASK_RUN];
  const signal = annotations[label.ANNOTATION_SIGNAL];
  const pipeline = annotations[label.ANNOTATION_PAYLOAD];
  if (parentUid === undefined || taskRun === undefined) return undefined;
  if (signal === undefined || pipeline === undefined) return undefined;
  const launch = childLaunch(parent, { parentUid, taskRun, signal }, { pipeline, overrides: [] });
  return isRunOf(run, launch) ? launch : undefined;
}

/** The launch with the pipeline that its run was launched with; the signal may name another one since. */
export function asLaunched(launch: Launch, run: PipelineRun | undefined): Launch {
  const pipeline = run?.metadata.annotations?.[label.ANNOTATION_PAYLOAD];
  return pipeline === undefined ? launch : { ...launch, pipeline };
}
