import { expect, test } from '@jest/globals';
import { taskRunsOfRun } from '../../../../src/core/tekton/task-runs-of-run.ts';

test('the TaskRuns of a run are those in its namespace with its name in the label that Tekton sets', () => {
  expect(taskRunsOfRun({ namespace: 'ns', name: 'run' })).toEqual({
    apiVersion: 'tekton.dev/v1',
    kind: 'TaskRun',
    namespace: 'ns',
    labelSelector: 'tekton.dev/pipelineRun=run',
  });
});
