import { describe, expect, test } from '@jest/globals';
import { mainLaunch } from '../../../../src/core/launch/launch.ts';
import { isCancelRequested, resultsOf, runState } from '../../../../src/core/tekton/run-state.ts';
import { aCondition, aPipelineRun, ENDED, type Reason, STARTED } from '../../../support/builders.ts';

const main = mainLaunch('r1', 'main');

describe('the Succeeded condition alone decides', () => {
  const ends: [Reason, string][] = [
    ['Succeeded', 'succeeded'],
    ['Completed', 'succeeded'],
    ['Failed', 'failed'],
    ['CouldntGetPipeline', 'failed'],
    ['Cancelled', 'cancelled'],
    ['CancelledRunFinally', 'cancelled'],
    ['StoppedRunFinally', 'cancelled'],
    ['PipelineRunCancelled', 'cancelled'],
    ['PipelineRunTimeout', 'timed-out'],
  ];
  test.each(ends)('%s is %s', (reason, outcome) => {
    expect(runState(aPipelineRun(main, { reason }))).toEqual({
      kind: 'ended',
      outcome,
      message: `message of ${reason}`,
      startedAt: STARTED,
      endedAt: ENDED,
    });
  });

  test.each<Reason>(['Started', 'Running', 'PipelineRunPending', 'ResolvingPipelineRef'])('%s still runs', (reason) => {
    expect(runState(aPipelineRun(main, { reason }))).toMatchObject({ kind: 'active', reason });
  });

  test('at any index of the conditions', () => {
    const other = { type: 'Ready', status: 'False', reason: 'x' } as const;
    const run = aPipelineRun(main, { reason: 'Running', status: { conditions: [other, aCondition('Failed')] } });
    expect(runState(run)).toMatchObject({ kind: 'ended', outcome: 'failed' });
  });

  test.each([
    ['no status', {}],
    ['an empty status', { status: {} }],
    ['no conditions', { status: { conditions: [] } }],
    ['conditions of another type', { status: { conditions: [{ type: 'Ready', status: 'True' } as const] } }],
  ])('%s is pending', (_title, more) => {
    const { status: _none, ...run } = aPipelineRun(main);
    expect(runState({ ...run, ...more })).toEqual({ kind: 'active', reason: 'Pending', message: '' });
  });

  test('a reason that Tekton may invent tomorrow is a failure where the status is False, success where True', () => {
    const condition = (status: 'True' | 'False') => ({ type: 'Succeeded', status, reason: 'Cancelled2' }) as const;
    const state = (status: 'True' | 'False') =>
      runState(aPipelineRun(main, { reason: 'Running', status: { conditions: [condition(status)] } }));
    expect(state('False')).toMatchObject({ outcome: 'failed' });
    expect(state('True')).toMatchObject({ outcome: 'succeeded' });
  });
});

test.each([
  ['Cancelled', true],
  ['CancelledRunFinally', true],
  ['StoppedRunFinally', true],
  ['PipelineRunCancelled', true],
  ['PipelineRunPending', false],
  ['', false],
])('spec.status %j asks for an early end: %s', (status, expected) => {
  const run = aPipelineRun(main);
  expect(isCancelRequested({ ...run, spec: { ...run.spec, status } })).toBe(expected);
});

describe('the results of a run', () => {
  test('come by name', () => {
    const results = [
      { name: 'a', value: 'x' },
      { name: 'b', value: ['y'] },
    ];
    expect(resultsOf(aPipelineRun(main, { reason: 'Succeeded', status: { results } }))).toEqual({ a: 'x', b: ['y'] });
  });

  test('are undefined where there are none', () => {
    expect(resultsOf(aPipelineRun(main, { reason: 'Succeeded', status: { results: [] } }))).toBeUndefined();
    expect(resultsOf(aPipelineRun(main))).toBeUndefined();
  });
});
