import { listOf } from '../list-of.ts';
import type { KubeObject } from '../k8s/object.ts';
import { tasksOf } from '../tekton/task-specs.ts';
import type { Place } from './location.ts';
import type { Payload } from './payload.ts';
import { pipelineOf, pipelineSpecOf } from './pipeline-spec-of.ts';

/**
 * A sentence for each reference of a payload's PipelineRun and Pipeline to an object that the payload does not hold. It
 * begins with the place of the object that refers.
 */
export function unresolvedRefs(
  payload: Payload,
  placeOf: (object: KubeObject) => Place = () => payload.file,
): readonly string[] {
  const names = (kind: string) =>
    payload.objects.filter((object) => object.kind === kind).map((object) => object.metadata.name ?? '');
  const { run } = payload;
  const { pipelineRef, pipelineSpec } = run.spec;
  if (pipelineSpec === undefined && pipelineRef === undefined) {
    return [`${placeOf(run)}: the PipelineRun has neither pipelineRef nor pipelineSpec`];
  }
  if (pipelineRef?.resolver !== undefined) return [];
  const spec = pipelineSpecOf(payload);
  if (spec === undefined) {
    return [
      `${placeOf(run)}: Pipeline ${pipelineRef?.name ?? '(no name)'} is not in the payload; it holds: ${listOf(names('Pipeline'))}`,
    ];
  }
  const tasks = names('Task');
  const place = placeOf(pipelineOf(payload) ?? run);
  return tasksOf(spec).flatMap(({ name, taskRef }) => {
    if (taskRef === undefined || taskRef.resolver !== undefined) return [];
    if (taskRef.kind === 'ClusterTask') {
      return [
        `${place}: task ${name} uses ClusterTask ${taskRef.name ?? ''}, which no longer exists in Tekton; put the Task into the payload`,
      ];
    }
    // Any other kind is a custom task: its controller is in the cluster.
    if ((taskRef.kind ?? 'Task') !== 'Task' || tasks.includes(taskRef.name ?? '')) return [];
    return [
      `${place}: task ${name} refers to Task ${taskRef.name ?? '(no name)'}, which is not in the payload; it holds: ${listOf(tasks)}`,
    ];
  });
}
