import { describe, expect, test } from '@jest/globals';
import { childLaunch, mainLaunch } from '../../../../src/core/launch/launch.ts';
import { growTree, nodes } from '../../../../src/core/tree/tree.ts';
import type { TaskRun } from '../../../../src/core/tekton/types.ts';
import { aPipelineRun, aTaskRun, uidOf } from '../../../support/builders.ts';
import { signal } from '../../../support/scripts.ts';
import { aTreeRig, titleOf, TreeRig } from '../../../support/tree-rig.ts';

describe('what is not in the tree launches nothing', () => {
  test('TaskRuns with our labels that another PipelineRun owns, that none owns, or that stand elsewhere', () => {
    const rig = aTreeRig();
    const foreign = aPipelineRun(mainLaunch('r2', 'foreign'), { reason: 'Running' });
    const own = aTaskRun(rig.runOf('main'), { steps: [signal('x')] });
    const { ownerReferences: _none, ...orphan } = own.metadata;
    const [owner] = own.metadata.ownerReferences ?? [];
    if (owner === undefined) throw new Error('a TaskRun has an owner');
    const taskRuns: TaskRun[] = [
      aTaskRun(
        { ...foreign, metadata: { ...foreign.metadata, labels: rig.runOf('main').metadata.labels ?? {} } },
        { steps: [signal('x')] },
      ),
      { ...own, metadata: orphan },
      { ...own, metadata: { ...own.metadata, ownerReferences: [{ ...owner, controller: false }] } },
      { ...own, metadata: { ...own.metadata, ownerReferences: [{ ...owner, kind: 'CustomRun' }] } },
      { ...own, metadata: { ...own.metadata, namespace: 'elsewhere' } },
    ];
    taskRuns.forEach((taskRun, index) => rig.taskRuns.set(String(index), taskRun));
    expect(rig.settle()).toEqual([]);
  });

  test('PipelineRuns with our labels at another name', () => {
    const rig = aTreeRig();
    const main = rig.runOf('main');
    const copy = { ...main, metadata: { ...main.metadata, name: 'copy', uid: 'uid-of-copy' } };
    rig.runs.set('copy', copy);
    rig.taskRuns.set('copied', aTaskRun(copy, { steps: [signal('x')] }));
    expect(rig.settle()).toEqual([]);
    expect(rig.states()).toEqual(['main=active']);
  });

  test('a PipelineRun that claims a parent in the tree, but is not at the name that follows from it', () => {
    const rig = aTreeRig();
    const launch = childLaunch(
      rig.main,
      { parentUid: uidOf(rig.main), taskRun: 'main-t', signal: 's' },
      { pipeline: 'claimed', overrides: [] },
    );
    const claimed = aPipelineRun(launch, { reason: 'Running' });
    rig.runs.set('claimed', { ...claimed, metadata: { ...claimed.metadata, name: 'elsewhere' } });
    expect(rig.states()).toEqual(['main=active']);
  });

  test('a run without our identity at the name of a launch: that launch is still wanted', () => {
    const rig = new TreeRig();
    const run = aPipelineRun(rig.main, { reason: 'Succeeded' });
    rig.runs.set('foreign', { ...run, metadata: { ...run.metadata, labels: {} } });
    expect(rig.decide().actions.map(titleOf)).toEqual(['launch main']);
  });
});

test('every node comes after its parent', () => {
  const rig = aTreeRig();
  rig.taskRun('main', { steps: [{ ...signal('a'), ...signal('b') }] });
  rig.settle();
  rig.taskRun('a', { steps: [signal('c')] });
  expect([...nodes(rig.decide().tree)].map(({ launch }) => launch.pipeline)).toEqual(['main', 'a', 'c', 'b']);
});

test('a node knows what waiters ask for, as long as its run is seen and after', () => {
  const rig = aTreeRig();
  rig.taskRun('main', { steps: [signal('x')] });
  rig.settle();
  rig.change('x', (run) => ({ ...run, status: { ...run.status, results: [{ name: 'url', value: 'u' }] } }));
  rig.end('x', 'Succeeded');
  expect(rig.node('x')).toMatchObject({ pipelineName: 'x', results: { url: 'u' } });
  rig.settle();
  rig.vanish('x');
  expect(rig.node('x')).toMatchObject({ pipelineName: 'x', results: { url: 'u' } });
  expect(rig.node('x')).not.toHaveProperty('run');
});

test('main is known by what it was launched with, whatever the entry document names now', () => {
  const main = mainLaunch('r1', 'main');
  const snapshot = { runs: [aPipelineRun(main, { reason: 'Running' })], taskRuns: [], ended: new Map() };
  const options = { earlySignals: true, maxDepth: 8, stop: false };
  expect(growTree({ ...snapshot, main: { ...main, pipeline: 'renamed' } }, options).launch).toEqual(main);
});
