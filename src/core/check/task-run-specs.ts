import type { Finding } from './finding.ts';
import { inside } from '../payload/location.ts';
import { listOf } from '../list-of.ts';
import { type PayloadView, whereRun } from '../payload/view.ts';

/**
 * Entries of taskRunSpecs for tasks that are not in the pipeline: Tekton refuses the run (ValidateTaskRunSpecs, v1.15).
 */
export function checkTaskRunSpecs({ payload, tasks }: PayloadView): readonly Finding[] {
  const names = new Set(tasks.map(({ task }) => task.name));
  return (payload.run.spec.taskRunSpecs ?? [])
    .filter(({ pipelineTaskName }) => !names.has(pipelineTaskName))
    .map(({ pipelineTaskName }) => ({
      severity: 'fatal',
      where: inside(whereRun(payload), undefined, 'taskRunSpecs'),
      message: `taskRunSpecs names task ${pipelineTaskName}, which is not in the pipeline; its tasks: ${listOf(names)}`,
    }));
}
