import type { ObjectMeta } from '../k8s/object.ts';
import { TEKTON_V1 } from './types.ts';

/** The TaskRuns of a PipelineRun, by the label that Tekton sets on them; what to list or watch. */
export function taskRunsOfRun({ namespace = '', name = '' }: Pick<ObjectMeta, 'namespace' | 'name'>) {
  return { apiVersion: TEKTON_V1, kind: 'TaskRun', namespace, labelSelector: `tekton.dev/pipelineRun=${name}` };
}
