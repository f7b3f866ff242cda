import { describe, expect, test } from '@jest/globals';
import { childLaunch, mainLaunch } from '../../../../src/core/launch/launch.ts';
import { growTree, nodes } from '../../../../src/core/tree/tree.ts';
import type { TaskRun } from '../../../../src/core/tekton/types.ts';
import { aPipelineRun, aTaskRun, uidOf } from '../../../support/builders.ts';
import { signal } from '../../../support/scripts.ts';
import { aWorld, titleOf, TreeWorld } from '../../../support/tree-rig.ts';

describe('what is not in the tree launches nothing', () => {
  test('TaskRuns with our labels that another PipelineRun owns, that none owns, or that stand elsewhere', () => {
    const world = aWorld();
    const foreign = aPipelineRun(mainLaunch('r2', 'foreign'), { reason: 'Running' });
    const own = aTaskRun(world.runOf('main'), { steps: [signal('x')] });
    const { ownerReferences: _none, ...orphan } = own.metadata;
    const [owner] = own.metadata.ownerReferences ?? [];
    if (owner === undefined) throw new Error('a TaskRun has an owner');
    const taskRuns: TaskRun[] = [
      aTaskRun(
        { ...foreign, metadata: { ...foreign.metadata, labels: world.runOf('main').metadata.labels ?? {} } },
        { steps: [signal('x')] },
      ),
      { ...own, metadata: orphan },
      { ...own, metadata: { ...own.metadata, ownerReferences: [{ ...owner, controller: false }] } },
      { ...own, metadata: { ...own.metadata, ownerReferences: [{ ...owner, kind: 'CustomRun' }] } },
      { ...own, metadata: { ...own.metadata, namespace: 'elsewhere' } },
    ];
    taskRuns.forEach((taskRun, index) => world.taskRuns.set(String(index), taskRun));
    expect(world.settle()).toEqual([]);
  });

  test('PipelineRuns with our labels at another name', () => {
    const world = aWorld();
    const main = world.runOf('main');
    const copy = { ...main, metadata: { ...main.metadata, name: 'copy', uid: 'uid-of-copy' } };
    world.runs.set('copy', copy);
    world.taskRuns.set('copied', aTaskRun(copy, { steps: [signal('x')] }));
    expect(world.settle()).toEqual([]);
    expect(world.states()).toEqual(['main=active']);
  });

  test('a PipelineRun that claims a parent in the tree, but is not at the name that follows from it', () => {
    const world = aWorld();
    const launch = childLaunch(
      world.main,
      { parentUid: uidOf(world.main), taskRun: 'main-t', signal: 's' },
      { pipeline: 'claimed', overrides: [] },
    );
    const claimed = aPipelineRun(launch, { reason: 'Running' });
    world.runs.set('claimed', { ...claimed, metadata: { ...claimed.metadata, name: 'elsewhere' } });
    expect(world.states()).toEqual(['main=active']);
  });

  test('a run without our identity at the name of a launch: that launch is still wanted', () => {
    const world = new TreeWorld();
    const run = aPipelineRun(world.main, { reason: 'Succeeded' });
    world.runs.set('foreign', { ...run, metadata: { ...run.metadata, labels: {} } });
    expect(world.decide().actions.map(titleOf)).toEqual(['launch main']);
  });
});

test('every node comes after its parent', () => {
  const world = aWorld();
  world.taskRun('main', { steps: [{ ...signal('a'), ...signal('b') }] });
  world.settle();
  world.taskRun('a', { steps: [signal('c')] });
  expect([...nodes(world.decide().tree)].map(({ launch }) => launch.pipeline)).toEqual(['main', 'a', 'c', 'b']);
});

test('a node knows what waiters ask for, as long as its run is seen and after', () => {
  const world = aWorld();
  world.taskRun('main', { steps: [signal('x')] });
  world.settle();
  world.change('x', (run) => ({ ...run, status: { ...run.status, results: [{ name: 'url', value: 'u' }] } }));
  world.end('x', 'Succeeded');
  expect(world.node('x')).toMatchObject({ pipelineName: 'x', results: { url: 'u' } });
  world.settle();
  world.vanish('x');
  expect(world.node('x')).toMatchObject({ pipelineName: 'x', results: { url: 'u' } });
  expect(world.node('x')).not.toHaveProperty('run');
});

test('main is known by what it was launched with, whatever the entry document names now', () => {
  const main = mainLaunch('r1', 'main');
  const snapshot = { runs: [aPipelineRun(main, { reason: 'Running' })], taskRuns: [], ended: new Map() };
  const options = { earlySignals: true, maxDepth: 8, stop: false };
  expect(growTree({ ...snapshot, main: { ...main, pipeline: 'renamed' } }, options).launch).toEqual(main);
});
