import { expect, test } from '@jest/globals';
import { checkTaskRunSpecs } from '../../../../src/core/check/task-run-specs.ts';
import { aPayload } from '../../../support/builders.ts';
import { linesOf, viewIn } from '../../../support/yaml-payloads.ts';

const check = (...names: readonly string[]) => {
  const taskRunSpecs = names.map((pipelineTaskName) => ({ pipelineTaskName }));
  const task = (name: string) => ({ name, taskSpec: {} });
  const spec = { tasks: [task('a')], finally: [task('f')] };
  return linesOf(checkTaskRunSpecs(viewIn(aPayload('main', { spec, run: { taskRunSpecs } }))));
};

test('what the run says about a task that is not there is fatal, with those that are', () => {
  expect(check('a', 'gone')).toEqual([
    'fatal: PipelineRun run: taskRunSpecs names task gone, which is not in the pipeline; its tasks: a, f',
  ]);
});

test('tasks of the pipeline are fine, those of finally too', () => {
  expect(check('a', 'f')).toEqual([]);
});
