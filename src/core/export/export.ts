import type { KubeObject } from '../k8s/object.ts';
import { mapTasks } from '../tekton/task-specs.ts';
import { LABEL_TEKTON_PIPELINE_TASK } from '../tekton/labels.ts';
import { asManifest } from '../k8s/as-manifest.ts';
import { isPipelineOf } from '../payload/pipeline-spec-of.ts';
import type { PipelineRun, PipelineTask, TaskRun } from '../tekton/types.ts';

/** The order of the kinds in an export: what others need comes first. */
const ORDER = [
  'PersistentVolumeClaim',
  'ConfigMap',
  'Secret',
  'ServiceAccount',
  'StepAction',
  'Task',
  'Pipeline',
  'PipelineRun',
];

/** What was collected, with sentences about it for its reader. */
export type WithNotices<T> = { readonly value: T; readonly notices: readonly string[] };

/**
 * A run as its author would write it. A pipeline that a resolver fetched is replaced by the one that has run, where
 * there is one: from another cluster the resolver may not reach it.
 */
export function exportedRun(run: PipelineRun): WithNotices<PipelineRun> {
  const { status: _cancelled, ...spec } = run.spec;
  const plain: PipelineRun = { ...asManifest(run), kind: run.kind, spec };
  const { pipelineRef, ...others } = spec;
  if (pipelineRef?.resolver === undefined) return { value: plain, notices: [] };
  const ran = run.status?.pipelineSpec;
  const title = `the pipeline, which the resolver ${pipelineRef.resolver} fetches,`;
  if (ran === undefined) return { value: plain, notices: [`${title} is not in the export: the run has not started`] };
  return { value: { ...plain, spec: { ...others, pipelineSpec: ran } }, notices: [`${title} ${AS_IT_RAN}`] };
}

/** The specs that Tekton keeps in the status have the values of params in them (measured on v1.15). */
const AS_IT_RAN =
  'is in the export as it ran: it has the values of params in place of their names, so overrides of them have no effect';

/**
 * The run and definitions with the Tasks that resolvers fetched replaced by those that have run. A task that ran
 * several times, as one with a matrix does, stays as it is: each of its runs had other values.
 */
export function withResolvedTasks(
  run: PipelineRun,
  definitions: readonly KubeObject[],
  taskRuns: readonly TaskRun[],
): WithNotices<{ readonly run: PipelineRun; readonly definitions: readonly KubeObject[] }> {
  const notices: string[] = [];
  const resolve = (task: PipelineTask): PipelineTask => {
    const { taskRef, ...others } = task;
    if (taskRef?.resolver === undefined) return task;
    const ofTask = taskRuns.filter(({ metadata }) => metadata.labels?.[LABEL_TEKTON_PIPELINE_TASK] === task.name);
    const [only, ...more] = ofTask.flatMap(({ status }) => (status?.taskSpec === undefined ? [] : [status.taskSpec]));
    const title = `task ${task.name}, whose Task the resolver ${taskRef.resolver} fetches,`;
    if (only === undefined || more.length > 0) {
      notices.push(
        `${title} is not in the export: it has ${only === undefined ? 'not run' : `run ${more.length + 1} times`}`,
      );
      return task;
    }
    notices.push(`${title} ${AS_IT_RAN}`);
    return { ...others, taskSpec: only };
  };
  const { pipelineSpec } = run.spec;
  if (pipelineSpec !== undefined) {
    const embedded = { ...run, spec: { ...run.spec, pipelineSpec: mapTasks(pipelineSpec, resolve) } };
    return { value: { run: embedded, definitions }, notices };
  }
  const resolved = definitions.map((object) =>
    isPipelineOf(run, object) ? { ...object, spec: mapTasks(object.spec, resolve) } : object,
  );
  return { value: { run, definitions: resolved }, notices };
}

/**
 * The text of an exported resource (form 1) as the hosted service writes it. `uid` differs from export to export;
 * `exportedAt` is in milliseconds since the epoch.
 */
export function exportText(
  objects: readonly KubeObject[],
  { name, uid, exportedAt }: { readonly name: string; readonly uid: string; readonly exportedAt: number },
): string {
  const namespace = `pw-${uid}`;
  const sorted = objects.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  const inNamespace = sorted.map((object) => ({ ...object, metadata: { ...object.metadata, namespace } }));
  const resources = [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, ...inNamespace];
  const exported = {
    apiVersion: 'devops.cloud.ibm.com/v1alpha1',
    kind: 'LocalPipeline',
    metadata: { name: `${name}-local-${stamp(exportedAt)}` },
    spec: { payload: { pipeline_id: uid, resources: resources.map((resource) => JSON.stringify(resource)) } },
  };
  return `${JSON.stringify(exported, null, 2)}\n`;
}

/** `2026-11-20-101500utc` */
function stamp(at: number): string {
  const [date = '', time = ''] = new Date(at).toISOString().split('T');
  return `${date}-${time.slice(0, 8).replaceAll(':', '')}utc`;
}
