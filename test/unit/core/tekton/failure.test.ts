import { expect, test } from '@jest/globals';
import { failureFacts, failuresOf } from '../../../../src/core/tekton/failure.ts';
import { aTreeRig } from '../../../support/tree-rig.ts';

test('names task, step, exit code, pod and container of what failed', () => {
  const rig = aTreeRig();
  rig.taskRun('main', { task: 'fine', reason: 'Succeeded' });
  rig.taskRun('main', {
    task: 'build',
    reason: 'Failed',
    message: '"step-test" exited with code 7',
    podName: 'main-build-pod',
    stepStates: [
      { name: 'prepare', container: 'step-prepare', terminated: { exitCode: 0 } },
      { name: 'test', container: 'step-test', terminated: { exitCode: 7, reason: 'Error' } },
      { name: 'push', container: 'step-push', terminated: { exitCode: 1, reason: 'Skipped' } },
    ],
  });
  expect(failuresOf(rig.node('main'))).toEqual([
    {
      task: 'build',
      taskRun: `${rig.main.name}-build`,
      reason: 'Failed',
      message: '"step-test" exited with code 7',
      step: 'test',
      exitCode: 7,
      pod: 'main-build-pod',
      container: 'step-test',
    },
  ]);
});

test('lists failures in the order in which they ended', () => {
  const rig = aTreeRig();
  rig.taskRun('main', { task: 'second', reason: 'Failed', completionTime: '2026-01-01T10:02:00Z' });
  rig.taskRun('main', { task: 'first', reason: 'TaskRunTimeout', completionTime: '2026-01-01T10:01:00Z' });
  expect(failuresOf(rig.node('main')).map(({ task, reason }) => `${task} ${reason}`)).toEqual([
    'first TaskRunTimeout',
    'second Failed',
  ]);
});

test('gives no command for the log of a pod that was never made', () => {
  // As Tekton (v1.15) writes it where it could not make the pod.
  const rig = aTreeRig();
  rig.taskRun('main', { task: 'x', reason: 'Failed', message: 'failed to create task run pod', podName: '' });
  const [failure] = failuresOf(rig.node('main'));
  expect(failure).not.toHaveProperty('pod');
  expect(
    failure === undefined ? undefined : failureFacts(failure, { run: 'ns/r', namespace: 'ns' }),
  ).not.toHaveProperty('logs');
});

test('knows no step where the task never got one', () => {
  const rig = aTreeRig();
  rig.taskRun('main', { task: 'x', reason: 'Failed', message: 'no such image' });
  expect(failuresOf(rig.node('main'))).toEqual([
    { task: 'x', taskRun: `${rig.main.name}-x`, reason: 'Failed', message: 'no such image' },
  ]);
});
