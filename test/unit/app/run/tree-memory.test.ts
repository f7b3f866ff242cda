import { describe, expect, test } from '@jest/globals';
import { TreeMemory } from '../../../../src/app/run/tree-memory.ts';
import { childLaunch, mainLaunch } from '../../../../src/core/launch/launch.ts';
import { aPipelineRun, uidOf } from '../../../support/builders.ts';

const main = mainLaunch('r1', 'main');
const child = childLaunch(
  main,
  { parentUid: uidOf(main), taskRun: 't', signal: 'x' },
  { pipeline: 'x', overrides: [] },
);
const mainRun = aPipelineRun(main, { reason: 'Running' });
const childRun = aPipelineRun(child, { reason: 'Running' });

describe('a run that was created', () => {
  test('is there before a list shows it, and not twice after', () => {
    const memory = new TreeMemory();
    memory.launched(child.identity, childRun);
    expect(memory.observe([mainRun]).runs).toEqual([mainRun, childRun]);
    expect([...memory.unlisted().keys()]).toEqual([child.identity]);
    expect(memory.observe([mainRun, childRun]).runs).toEqual([mainRun, childRun]);
    expect(memory.unlisted().size).toBe(0);
  });

  test('is known as listed where the list was quicker', () => {
    const memory = new TreeMemory();
    memory.observe([childRun]);
    memory.launched(child.identity, childRun);
    expect(memory.unlisted().size).toBe(0);
  });
});

describe('a run that is listed no more', () => {
  test('stays among the runs as it was last seen, and has ended', () => {
    const memory = new TreeMemory();
    memory.observe([mainRun, childRun]);
    const { runs, ended } = memory.observe([mainRun]);
    expect(runs).toEqual([mainRun, childRun]);
    expect([...ended]).toEqual([[child.identity, expect.objectContaining({ outcome: 'deleted' })]]);
  });

  test('ended as it was seen to end', () => {
    const memory = new TreeMemory();
    memory.observe([aPipelineRun(child, { reason: 'Succeeded' })]);
    expect(memory.observe([]).ended.get(child.identity)).toMatchObject({ outcome: 'succeeded' });
  });
});

test('how a launch ended that never had a run is kept', () => {
  const memory = new TreeMemory();
  memory.end(child.identity, { outcome: 'rejected', message: 'no such file' });
  expect(memory.observe([mainRun]).ended.get(child.identity)).toEqual({ outcome: 'rejected', message: 'no such file' });
});
