import { describe, expect, test } from '@jest/globals';
import {
  deletedLaunch,
  endedRun,
  launchFacts,
  launchFactsOf,
  rejectedLaunch,
} from '../../../../src/core/launch/ended-launch.ts';
import { mainLaunch } from '../../../../src/core/launch/launch.ts';
import { aPipelineRun } from '../../../support/builders.ts';

const main = mainLaunch('r1', 'main');
const results = [{ name: 'url', value: 'x' }];

test('of a launch only what is known is kept', () => {
  expect(launchFacts({ pipelineName: undefined, results: undefined })).toEqual({});
  expect(launchFacts({ pipelineName: 'p', results: { a: 'b' } })).toEqual({ pipelineName: 'p', results: { a: 'b' } });
});

test('a run knows the name of its pipeline, and its results', () => {
  const run = aPipelineRun(main, { reason: 'Succeeded', status: { results } });
  expect(launchFactsOf(run)).toEqual({ pipelineName: 'main', results: { url: 'x' } });
});

describe('a run that is gone', () => {
  test('ended as it was last seen', () => {
    const run = aPipelineRun(main, { reason: 'Failed', message: 'oops' });
    expect(endedRun(run)).toEqual({ outcome: 'failed', message: 'oops', pipelineName: 'main' });
  });

  test('was deleted where it had not ended by then', () => {
    const run = aPipelineRun(main, { reason: 'Running' });
    expect(endedRun(run)).toEqual({ ...deletedLaunch(main), pipelineName: 'main' });
    expect(deletedLaunch(main)).toEqual({
      outcome: 'deleted',
      message: `PipelineRun ${main.namespace}/${main.name} was deleted before it ended`,
    });
  });
});

test('a launch is rejected with the reason, the hint behind it, and what is known of it', () => {
  expect(rejectedLaunch({ message: 'no such file' })).toEqual({ outcome: 'rejected', message: 'no such file' });
  expect(rejectedLaunch({ message: 'may not', hint: 'add a Role' }, { pipelineName: 'p' })).toEqual({
    outcome: 'rejected',
    message: 'may not (add a Role)',
    pipelineName: 'p',
  });
});
