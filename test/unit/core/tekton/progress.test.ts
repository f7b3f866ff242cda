import { expect, test } from '@jest/globals';
import { mainLaunch } from '../../../../src/core/launch/launch.ts';
import { progressOf } from '../../../../src/core/tekton/progress.ts';
import type { TaskRun } from '../../../../src/core/tekton/types.ts';
import { aPipelineRun, aTaskRun, type TaskRunOptions } from '../../../support/builders.ts';

const pipelineSpec = { tasks: [{ name: 'a' }, { name: 'b' }, { name: 'c' }], finally: [{ name: 'last' }] };
const skipped = (...names: string[]) => names.map((name) => ({ name }));
const main = mainLaunch('r1', 'main');

function progress(taskRuns: readonly TaskRunOptions[], skippedTasks: { name: string }[] = []) {
  const run = aPipelineRun(main, { reason: 'Running', status: { pipelineSpec, skippedTasks } });
  return progressOf({ run, taskRuns: taskRuns.map((options) => aTaskRun(run, options)) });
}

test('counts tasks and finally tasks', () => expect(progress([])).toEqual({ done: 0, total: 4, running: [] }));

test('counts failed and skipped tasks as done, each once', () => {
  const taskRuns = [
    { task: 'a', reason: 'Failed' },
    { task: 'b', reason: 'Succeeded' },
  ] as const;
  expect(progress(taskRuns, skipped('c', 'b'))).toMatchObject({ done: 3, total: 4 });
});

test('counts the many TaskRuns of a matrix as one task', () => {
  const run = aPipelineRun(main, { reason: 'Running', status: { pipelineSpec } });
  const fanned = [0, 1, 2].map((index): TaskRun => {
    const taskRun = aTaskRun(run, { task: 'a', reason: 'Succeeded' });
    return { ...taskRun, metadata: { ...taskRun.metadata, name: `main-a-${index}` } };
  });
  expect(progressOf({ run, taskRuns: fanned })).toMatchObject({ done: 1, total: 4 });
});

test('a task whose matrix is half done is not done', () => {
  const run = aPipelineRun(main, { reason: 'Running', status: { pipelineSpec } });
  const done = aTaskRun(run, { task: 'a', reason: 'Succeeded' });
  const running = aTaskRun(run, { task: 'a' });
  const other = { ...running, metadata: { ...running.metadata, name: 'main-a-1' } };
  expect(progressOf({ run, taskRuns: [done, other] })).toMatchObject({ done: 0, running: ['a'] });
});

test('says which step runs', () => {
  const stepStates = [{ name: 'compile', running: {} }];
  expect(progress([{ task: 'a', steps: [{}], stepStates }]).running).toEqual(['a/compile']);
});

test.each([
  ['a quota', 'ExceededResourceQuota', 'exceeded quota: cpu', 'exceeded quota: cpu'],
  [
    'no node that has room',
    'Pending',
    'pod status "PodScheduled":"False"; message: "0/1 nodes are available: 1 Insufficient cpu."',
    '0/1 nodes are available: 1 Insufficient cpu.',
  ],
] as const)('says why a task cannot start yet: %s', (_title, reason, message, shown) => {
  expect(progress([{ task: 'a', reason, message }]).running).toEqual([`a (${shown})`]);
});

test.each([
  [
    'counts containers only',
    'Pending',
    'pod status "Initialized":"False"; message: "containers with incomplete status"',
  ],
  ['says nothing more than the reason', 'Pending', 'Pending'],
  ['is about a task that runs', 'Running', 'Not all Steps in the Task have finished executing'],
] as const)('leaves a message out that %s', (_title, reason, message) => {
  expect(progress([{ task: 'a', reason, message }]).running).toEqual(['a']);
});

test('has no total before Tekton has resolved the pipeline', () => {
  const run = aPipelineRun(main);
  expect(progressOf({ run, taskRuns: [] })).toEqual({ done: 0, total: 0, running: [] });
  expect(progressOf({ taskRuns: [] })).toEqual({ done: 0, total: 0, running: [] });
});
