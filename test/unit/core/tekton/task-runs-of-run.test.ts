import { expect, test } from '@jest/globals';
import { taskRunsOfRun } from '../../../../src/core/tekton/task-runs-of-run.ts';

test('the TaskRuns of a run are found in its namespace by the label that Tekton sets', () => {
  expect(taskRunsOfRun({ namespace: 'ci', name: 'r' })).toEqual({
    apiVersion: 'tekton.dev/v1',
    kind: 'TaskRun',
    namespace: 'ci',
    labelSelector: 'tekton.dev/pipelineRun=r',
  });
});
