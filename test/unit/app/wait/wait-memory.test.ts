import { expect, test } from '@jest/globals';
import { WaitMemory } from '../../../../src/app/wait/wait-memory.ts';
import { mainLaunch } from '../../../../src/core/launch/launch.ts';
import { aPipelineRun, type Reason, uidOf } from '../../../support/builders.ts';
import { launchOf } from '../../../support/wait-rig.ts';

const main = aPipelineRun(mainLaunch('r1', 'main'), { reason: 'Running' });
const child = launchOf('go');
const childIs = (reason: Reason) => aPipelineRun(child, { reason });

test('before the first look there is nothing', () => {
  expect(new WaitMemory().observed()).toEqual({ runs: [], gone: new Map() });
});

test('of a run that is there the last state counts, and it is not gone', () => {
  const memory = new WaitMemory();
  memory.observe([main, childIs('Running')]);
  memory.observe([main, childIs('Succeeded')]);
  expect(memory.observed()).toEqual({ runs: [main, childIs('Succeeded')], gone: new Map() });
});

test.each([
  ['running was deleted', 'Running', 'deleted'],
  ['failed has failed', 'Failed', 'failed'],
  ['succeeded has succeeded', 'Succeeded', 'succeeded'],
] as const)('a run that is gone stays, and one that was last seen %s', (_title, reason, outcome) => {
  const memory = new WaitMemory();
  memory.observe([main, childIs(reason)]);
  memory.observe([main]);
  const { runs, gone } = memory.observed();
  expect(runs).toEqual([main, childIs(reason)]);
  expect([...gone]).toEqual([[uidOf(child), expect.objectContaining({ outcome })]]);
});

test('a run that is back is not gone', () => {
  const memory = new WaitMemory();
  for (const present of [[childIs('Running')], [], [childIs('Running')]]) memory.observe(present);
  expect(memory.observed()).toEqual({ runs: [childIs('Running')], gone: new Map() });
});
