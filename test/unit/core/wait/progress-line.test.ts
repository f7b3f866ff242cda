import { expect, test } from '@jest/globals';
import { stateSentence, waitProgress } from '../../../../src/core/wait/progress-line.ts';
import type { SelectedRun } from '../../../../src/core/wait/judge.ts';
import { mainLaunch } from '../../../../src/core/launch/launch.ts';
import { aPipelineRun, aTaskRun } from '../../../support/builders.ts';

const pipelineSpec = { tasks: [{ name: 'build' }, { name: 'push' }] };
const run = aPipelineRun(mainLaunch('r1', 'main'), { reason: 'Running', status: { pipelineSpec } });
const running: SelectedRun = { title: 'ci/a', state: { kind: 'active', reason: 'Running', message: 'why' }, run };

test('with its TaskRuns a run is counted in tasks', () => {
  const taskRuns = [aTaskRun(run, { task: 'build', reason: 'Succeeded' }), aTaskRun(run, { task: 'push' })];
  expect(waitProgress(running, taskRuns)).toEqual({
    code: 'run-progress',
    message: 'ci/a: 1 of 2 tasks done; running push',
    facts: { run: 'ci/a', state: 'Running', done: 1, total: 2, running: ['push'] },
  });
  expect(stateSentence(running, taskRuns)).toBe('ci/a is Running (1 of 2 tasks done; running push)');
});

test("without them Tekton's own sentence stands", () => {
  expect(waitProgress(running, [])).toMatchObject({ message: 'ci/a: Running: why', facts: { total: 2 } });
  expect(stateSentence(running, [])).toBe('ci/a is Running: why');
});

test('one that is held back as a whole says why', () => {
  const state = { kind: 'active', reason: 'PipelineRunPending', message: 'spec.status is set' } as const;
  const pending: SelectedRun = { title: 'ci/a', state, run: aPipelineRun(mainLaunch('r1', 'main')) };
  expect(waitProgress(pending, []).message).toBe('ci/a: PipelineRunPending: spec.status is set');
});

test('one that has ended says how', () => {
  const ended: SelectedRun = { title: 'ci/a', state: { kind: 'ended', outcome: 'timed-out', message: 'too slow' } };
  expect(waitProgress(ended, [])).toEqual({
    code: 'run-ended',
    message: 'ci/a: TimedOut: too slow',
    facts: { run: 'ci/a', outcome: 'timed-out' },
  });
  expect(stateSentence(ended, [])).toBe('ci/a is timed-out');
});
