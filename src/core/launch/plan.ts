import { ANNOTATION_LAST_APPLIED, releasedClaim } from '../k8s/as-manifest.ts';
import { type KubeObject, type OpenObject, qualifiedName } from '../k8s/object.ts';
import { logReaderBinding } from './grants.ts';
import * as label from './labels.ts';
import { LABEL_TEKTON_PIPELINE } from '../tekton/labels.ts';
import { nonEmpty } from '../text.ts';
import type { Launch } from './launch.ts';
import { limitTimeouts, withinTimeouts } from './limit-timeouts.ts';
import { labelValue, trimEndDashes } from '../k8s/names.ts';
import type { Payload } from '../payload/payload.ts';
import { type EnvVar, type PipelineRun, type PipelineRunSpec, type PodTemplate, TEKTON_V1 } from '../tekton/types.ts';
import { present } from '../present.ts';

/** The ServiceAccount of tasks where the payload names none. */
export const RUN_SERVICE_ACCOUNT = 'subpipe-run';

/** All objects of one launch, created in this order; those of `objects` in any order. */
export type LaunchPlan = {
  readonly namespace: KubeObject;
  readonly objects: readonly KubeObject[];
  readonly run: PipelineRun;
};

/**
 * The objects of a launch in namespace isolation: each launch has its own namespace, in which the payload's objects
 * keep their names. The run's timeout, or Tekton's default of one hour, is at most `timeLeftMs`.
 */
export function planLaunch(payload: Payload, launch: Launch, options: { readonly timeLeftMs: number }): LaunchPlan {
  const pipeline = pipelineName(payload);
  const labels = labelsOf(launch, pipeline);
  const own = (object: KubeObject): KubeObject => ({
    ...withoutStatus(object),
    metadata: {
      name: object.metadata.name ?? '',
      namespace: launch.namespace,
      labels: { ...foreign(object.metadata.labels), ...labels },
      ...present({ annotations: object.metadata.annotations && foreign(object.metadata.annotations) }),
    },
  });
  const spec = runSpec(payload.run.spec, launch, options.timeLeftMs);
  const serviceAccounts = missingServiceAccounts(payload, spec);
  return {
    namespace: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: launch.namespace, labels } },
    objects: [...serviceAccounts, ...logReaderBinding(launch), ...payload.objects.map(releasedClaim)].map(own),
    run: {
      apiVersion: TEKTON_V1,
      kind: 'PipelineRun',
      metadata: {
        name: launch.name,
        // With an embedded spec Tekton sets the label tekton.dev/pipeline to the run's own name, unless the run has
        // a generateName as well as a name (measured on v1.15).
        ...(payload.run.spec.pipelineSpec === undefined ? {} : { generateName: `${launch.name}-` }),
        namespace: launch.namespace,
        labels: { ...foreign(payload.run.metadata.labels), ...labels, ...runLabels(launch, pipeline) },
        annotations: { ...foreign(payload.run.metadata.annotations), ...annotationsOf(launch, payload) },
      },
      spec,
    },
  };
}

/** The Pipeline's own name; where it is embedded, the run's label tekton.dev/pipeline, else the run's name. */
function pipelineName(payload: Payload): string {
  const { metadata, spec } = payload.run;
  const embedded = metadata.labels?.[LABEL_TEKTON_PIPELINE] ?? metadata.name ?? metadata.generateName ?? '';
  return spec.pipelineRef?.name ?? trimEndDashes(embedded);
}

function labelsOf(launch: Launch, pipeline: string): Record<string, string> {
  return {
    [label.LABEL_RUN_ID]: launch.runId,
    [label.LABEL_LAUNCH]: launch.identity,
    [label.LABEL_PIPELINE]: labelValue(pipeline),
    [label.LABEL_DEPTH]: String(launch.depth),
    ...(launch.source === undefined ? {} : { [label.LABEL_SIGNAL]: labelValue(launch.source.signal) }),
  };
}

function runLabels(launch: Launch, pipeline: string): Record<string, string> {
  return {
    [LABEL_TEKTON_PIPELINE]: labelValue(pipeline),
    [launch.source === undefined ? label.LABEL_MAIN_RUN_ID : label.LABEL_SUB_RUN_ID]: launch.runId,
  };
}

function annotationsOf(launch: Launch, payload: Payload): Record<string, string> {
  const { source } = launch;
  return {
    [label.ANNOTATION_PAYLOAD]: launch.pipeline,
    [label.ANNOTATION_PAYLOAD_FILE]: payload.file,
    [label.ANNOTATION_LAUNCH_KEY]: launch.key,
    ...(source === undefined
      ? {}
      : {
          [label.ANNOTATION_PARENT_RUN]: qualifiedName(source.parentRun),
          [label.ANNOTATION_PARENT_UID]: source.parentUid,
          [label.ANNOTATION_SOURCE_TASK_RUN]: source.taskRun,
          [label.ANNOTATION_SIGNAL]: source.signal,
        }),
  };
}

/**
 * Labels or annotations of the payload without those of Tekton and of subpipe: with an old `tekton.dev/pipelineRun`
 * Tekton would take the run for its own child, and an old run id would mislead waiters.
 */
function foreign(entries: Readonly<Record<string, string>> = {}): Record<string, string> {
  const ours = (key: string) =>
    /^([^/]*\.)?(tekton|subpipe)\.dev\//.test(key) ||
    key === label.LABEL_MAIN_RUN_ID ||
    key === label.LABEL_SUB_RUN_ID ||
    key === ANNOTATION_LAST_APPLIED;
  return Object.fromEntries(Object.entries(entries).filter(([key]) => !ours(key)));
}

function runSpec(spec: PipelineRunSpec, launch: Launch, timeLeftMs: number): PipelineRunSpec {
  const { status: _status, ...rest } = spec;
  const env: readonly EnvVar[] = [
    { name: 'PIPELINE_SUB_ID', value: launch.runId },
    { name: 'BREAK_GLASS', value: 'true' },
  ];
  const { taskRunTemplate, taskRunSpecs } = rest;
  const timeouts = limitTimeouts(rest.timeouts, timeLeftMs);
  return {
    ...rest,
    timeouts,
    taskRunTemplate: {
      ...taskRunTemplate,
      serviceAccountName: nonEmpty(taskRunTemplate?.serviceAccountName) ?? RUN_SERVICE_ACCOUNT,
      podTemplate: withEnv(taskRunTemplate?.podTemplate, env),
    },
    // A task's own podTemplate wins over the run's, name by name (v1.15) or as a whole (older): so env goes into both.
    ...(taskRunSpecs === undefined
      ? {}
      : {
          taskRunSpecs: taskRunSpecs
            .map((each) => withinTimeouts(each, timeouts))
            .map((each) =>
              each.podTemplate === undefined ? each : { ...each, podTemplate: withEnv(each.podTemplate, env) },
            ),
        }),
  };
}

function withEnv(template: PodTemplate | undefined, env: readonly EnvVar[]): PodTemplate {
  const ours = new Set(env.map(({ name }) => name));
  return { ...template, env: [...(template?.env ?? []).filter(({ name }) => !ours.has(name)), ...env] };
}

/**
 * The ServiceAccounts that must be made: Kubernetes itself makes only `default` in a new namespace, some time later.
 */
function missingServiceAccounts(payload: Payload, spec: PipelineRunSpec): KubeObject[] {
  const named = [
    nonEmpty(spec.taskRunTemplate?.serviceAccountName) ?? RUN_SERVICE_ACCOUNT,
    ...(spec.taskRunSpecs ?? []).flatMap((each) => nonEmpty(each.serviceAccountName) ?? []),
  ];
  const there = new Set(
    payload.objects.filter(({ kind }) => kind === 'ServiceAccount').map((object) => object.metadata.name),
  );
  return [...new Set(named)]
    .filter((name) => name !== 'default' && !there.has(name))
    .map((name) => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } }));
}

function withoutStatus(object: KubeObject): KubeObject {
  const { status: _status, ...rest }: OpenObject = object;
  return rest;
}
