import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decide } from '../../../../src/core/tree/decide.ts';
import { readLaunchRecords } from '../../../../src/core/launch/record.ts';
import type { PipelineRun, TaskRun } from '../../../../src/core/tekton/types.ts';
import { uidOf } from '../../../support/builders.ts';
import { aTreeRig, titleOf, TreeRig } from '../../../support/tree-rig.ts';

const signal = (name: string, pipeline = name) => ({ [`localpipeline-run-${name}`]: pipeline });
const override = (name: string, index: number, value: unknown) => ({
  [`localpipeline-run-${name}-param-${index}`]: typeof value === 'string' ? value : JSON.stringify(value),
});

describe('a run from beginning to end', () => {
  test('main is launched first, and once', () => {
    const rig = new TreeRig();
    expect(rig.decide().actions.map(titleOf)).toEqual(['launch main']);
    expect(rig.settle()).toEqual(['launch main']);
    expect(rig.decide()).toMatchObject({ actions: [], settled: false });
  });

  test('children are launched in the order of their signals, recorded, and waited for', () => {
    const rig = aTreeRig();
    rig.taskRun('main', { task: 'a', steps: [signal('build')] });
    expect(rig.settle()).toEqual(['launch build', 'record main']);
    rig.taskRun('main', { task: 'b', reason: 'Succeeded', results: signal('test') });
    expect(rig.settle()).toEqual(['launch test', 'record main']);

    rig.end('main', 'Succeeded');
    expect(rig.decide().settled).toBe(false);
    rig.end('build', 'Succeeded');
    expect(rig.settle()).toEqual(['record main']);
    expect(rig.decide().settled).toBe(false);
    rig.end('test', 'Completed');
    rig.settle();
    expect(rig.decide().settled).toBe(true);
    expect(rig.states()).toEqual(['main=succeeded', 'build=succeeded', 'test=succeeded']);
  });

  test('a grandchild is launched below its child, with the same run id', () => {
    const rig = aTreeRig();
    rig.taskRun('main', { steps: [signal('child')] });
    rig.settle();
    rig.taskRun('child', { steps: [signal('grandchild')] });
    expect(rig.settle()).toEqual(['launch grandchild', 'record child']);
    expect(rig.node('grandchild').launch).toMatchObject({ depth: 2, runId: 'r1' });
    expect(rig.node('grandchild').launch.source?.parentUid).toBe(uidOf(rig.node('child').launch));
  });

  test('a signal carries its overrides, in their order', () => {
    const rig = aTreeRig();
    const [second, first] = [
      { task: 't', name: 'a', value: ['x'] },
      { name: 'b', value: 'y' },
    ];
    rig.taskRun('main', {
      steps: [{ ...signal('child'), ...override('child', 10, second), ...override('child', 9, first) }],
    });
    expect(rig.decide().actions).toMatchObject([{ kind: 'launch', launch: { overrides: [first, second] } }]);
  });

  test('the same pipeline under two signals, or by two tasks, is launched twice', () => {
    const rig = aTreeRig();
    rig.taskRun('main', { task: 'a', steps: [{ ...signal('x', 'same'), ...signal('y', 'same') }] });
    rig.taskRun('main', { task: 'b', steps: [signal('x', 'same')] });
    expect(rig.settle().filter((title) => title.startsWith('launch'))).toHaveLength(3);
    expect(rig.runs.size).toBe(4);
  });
});

describe('what was done already is not done again', () => {
  function aBusyWorld(): TreeRig {
    const rig = aTreeRig();
    rig.taskRun('main', { task: 'a', steps: [{ ...signal('x'), ...signal('bad', '') }] });
    rig.taskRun('main', { task: 'b', steps: [signal('y')] });
    rig.settle();
    rig.taskRun('x', { task: 'c', reason: 'Failed', results: signal('z') });
    rig.end('y', 'Failed');
    return rig;
  }

  test('when a Tekton retry signals another pipeline: the first stands, and a warning names both', () => {
    const rig = aTreeRig();
    rig.taskRun('main', { task: 'a', steps: [signal('x', 'first')] });
    rig.settle();

    rig.taskRun('main', { task: 'a', steps: [signal('x', 'second')] });

    expect(rig.settle()).toEqual([]);
    expect(rig.states()).toEqual(['main=active', 'first=active']);
    expect(rig.decide().warnings).toEqual([
      expect.stringMatching(/"second"; "first" was launched before, and is kept/),
    ]);
  });

  test('in whatever order the cluster lists its objects, and however often', () => {
    const rig = aBusyWorld();
    const expected = rig.decide().actions.map(titleOf).toSorted();
    const order = <T>(items: readonly T[]) => fc.shuffledSubarray([...items], { minLength: items.length });
    fc.assert(
      fc.property(
        order<PipelineRun>([...rig.runs.values()]),
        order<TaskRun>([...rig.taskRuns.values()]),
        (runs, taskRuns) => {
          const snapshot = { main: rig.main, runs: [...runs, ...runs], taskRuns, ended: rig.ended };
          expect(decide(snapshot, rig.options).actions.map(titleOf).toSorted()).toEqual(expected);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('though the TaskRun is retried, and made again under its name', () => {
    const rig = aTreeRig();
    rig.taskRun('main', { steps: [signal('x')] });
    rig.settle();
    rig.taskRun('main', {});
    expect(rig.settle()).toEqual([]);
    rig.taskRun('main', { reason: 'Succeeded', steps: [signal('x')], results: signal('x') });
    expect(rig.settle()).toEqual([]);
  });

  test('though the TaskRun that signalled was deleted: its child still belongs to the tree', () => {
    const rig = aTreeRig();
    rig.taskRun('main', { steps: [signal('x')] });
    rig.settle();
    rig.taskRuns.clear();
    expect(rig.settle()).toEqual([]);
    expect(rig.states()).toEqual(['main=active', 'x=active']);
  });

  test('though the value of the signal changed: the first one stands', () => {
    const rig = aTreeRig();
    rig.taskRun('main', { steps: [signal('x', 'first')] });
    rig.settle();
    rig.taskRun('main', { reason: 'Succeeded', steps: [signal('x', 'first')], results: signal('x', 'second') });
    expect(rig.settle()).toEqual([]);
    expect(rig.decide().warnings).toEqual([expect.stringContaining('changed from "first" to "second"')]);
  });

  test('though a new controller, which remembers nothing, looks at the same cluster', () => {
    const rig = aBusyWorld();
    rig.settle();
    rig.ended.clear();
    expect(rig.decide().actions).toEqual([]);
  });
});

describe('what is gone', () => {
  test('a child that this process saw vanish is deleted, and stays so for the next one', () => {
    const rig = aTreeRig();
    rig.taskRun('main', { steps: [signal('x')] });
    rig.settle();
    rig.ended.set(rig.node('x').launch.identity, { outcome: 'deleted', message: 'gone' });
    expect(rig.settle()).toEqual(['record main']);
    rig.vanish('x');
    rig.ended.clear();
    expect(rig.settle()).toEqual([]);
    expect(rig.states()).toEqual(['main=active', 'x=deleted']);
  });

  test('a child that vanished while no controller ran is deleted, by its record', () => {
    const rig = aTreeRig();
    rig.taskRun('main', { steps: [signal('x')] });
    rig.settle();
    rig.vanish('x');
    expect(rig.settle()).toEqual(['record main']);
    expect(rig.node('x').state).toMatchObject({
      outcome: 'deleted',
      message: expect.stringContaining('deleted before it ended'),
    });
  });

  test('a child that was pruned after it succeeded is still succeeded, by its record', () => {
    const rig = aTreeRig();
    rig.taskRun('main', { steps: [signal('x')] });
    rig.settle();
    rig.end('x', 'Succeeded');
    rig.settle();
    rig.vanish('x');
    expect(rig.settle()).toEqual([]);
    expect(rig.states()).toEqual(['main=active', 'x=succeeded']);
  });

  test('a child that was deleted takes its own children along', () => {
    const rig = aTreeRig();
    rig.taskRun('main', { steps: [signal('x')] });
    rig.settle();
    rig.taskRun('x', { steps: [signal('y')] });
    rig.settle();
    rig.ended.set(rig.node('x').launch.identity, { outcome: 'deleted', message: 'gone' });
    expect(rig.settle()).toEqual(['record main', 'cancel y']);
  });

  test('main that was deleted takes everything along, and launches nothing more', () => {
    const rig = aTreeRig();
    rig.taskRun('main', { task: 'a', steps: [signal('x')] });
    rig.settle();
    rig.taskRun('main', { task: 'b', steps: [signal('late')] });
    rig.ended.set(rig.main.identity, { outcome: 'deleted', message: 'gone' });
    expect(rig.settle()).toEqual(['cancel x']);
    rig.end('x', 'Cancelled');
    expect(rig.states()).toEqual(['main=deleted', 'x=cancelled', 'late=cancelled']);
    expect(rig.decide().settled).toBe(true);
  });
});

describe('bad signals are rejected, and the others go on', () => {
  test('params that are no JSON, not complete or of the wrong type, each with its reason', () => {
    const rig = aTreeRig();
    const bad = {
      ...signal('a'),
      ...override('a', 1, '{oops'),
      ...override('a', 2, { task: 't', value: 'x' }),
      ...override('a', 3, { name: 'n', value: 7 }),
    };
    rig.taskRun('main', { steps: [{ ...bad, ...signal('good') }] });
    expect(rig.settle()).toEqual(['record main', 'launch good', 'record main']);
    const state = rig.node('a').state;
    expect(state).toMatchObject({ kind: 'ended', outcome: 'rejected' });
    expect(state).toMatchObject({
      message:
        'result localpipeline-run-a-param-1: not JSON: {oops; ' +
        'result localpipeline-run-a-param-2: "name" is missing; ' +
        'result localpipeline-run-a-param-3: "value" must be a string, an array of strings or an object of strings, not the number 7',
    });
    const [record] = readLaunchRecords(rig.runOf('main'));
    expect(record).toMatchObject({ signal: 'a', outcome: 'rejected', message: expect.stringContaining('not JSON') });
    expect(record).not.toHaveProperty('run');
  });

  test('a signal whose value is no text', () => {
    const rig = aTreeRig();
    rig.taskRun('main', { reason: 'Succeeded', results: { 'localpipeline-run-a': ['x'], ...signal('good') } });
    expect(rig.settle()).toEqual(['record main', 'launch good', 'record main']);
    expect(readLaunchRecords(rig.runOf('main'))).toMatchObject([
      { signal: 'a', outcome: 'rejected', message: expect.stringContaining('must be a string') },
      { signal: 'good' },
    ]);
  });

  test('a launch that the executor rejected is recorded once and not tried again, by a new controller neither', () => {
    const rig = aTreeRig();
    rig.taskRun('main', { steps: [signal('unknown')] });
    rig.ended.set(rig.node('unknown').launch.identity, { outcome: 'rejected', message: 'known names: "main"' });
    expect(rig.settle()).toEqual(['record main']);
    rig.ended.clear();
    expect(rig.decide().actions).toEqual([]);
    expect(rig.node('unknown').state).toMatchObject({ outcome: 'rejected', message: 'known names: "main"' });
  });

  test('pipelines that call each other end at the greatest depth, with the path', () => {
    const rig = aTreeRig();
    rig.options = { ...rig.options, maxDepth: 2 };
    rig.taskRun('main', { steps: [signal('a')] });
    rig.settle();
    rig.taskRun('a', { steps: [signal('b')] });
    rig.settle();
    rig.taskRun('b', { steps: [signal('c')] });
    expect(rig.settle()).toEqual(['record b']);
    expect(rig.node('c').state).toMatchObject({
      outcome: 'rejected',
      message: '3 pipelines deep, --max-depth is 2: main -> a -> b -> c',
    });
  });
});

describe('ending', () => {
  function aTree(): TreeRig {
    const rig = aTreeRig();
    rig.taskRun('main', { steps: [signal('x')] });
    rig.settle();
    rig.taskRun('x', { steps: [signal('y')] });
    rig.settle();
    return rig;
  }

  test('stop cancels every run that has not ended, once, and launches nothing', () => {
    const rig = aTree();
    rig.taskRun('main', { task: 'late', steps: [signal('late')] });
    rig.end('y', 'Succeeded');
    rig.options = { ...rig.options, stop: true };
    expect(rig.settle().filter((title) => !title.startsWith('record'))).toEqual(['cancel main', 'cancel x']);
    expect(rig.states()).toEqual(['main=active', 'x=active', 'y=succeeded', 'late=cancelled']);
    rig.end('main', 'Cancelled');
    rig.end('x', 'Cancelled');
    rig.settle();
    expect(rig.decide().settled).toBe(true);
  });

  test('stop before main was launched launches nothing and settles as cancelled', () => {
    const rig = new TreeRig();
    rig.options = { ...rig.options, stop: true };
    expect(rig.decide()).toMatchObject({ actions: [], settled: true });
    expect(rig.states()).toEqual(['main=cancelled']);
  });

  test.each(['Cancelled', 'CancelledRunFinally', 'StoppedRunFinally'])(
    'a run that somebody asks to end with %s takes what it launched with it, before it has ended itself',
    (status) => {
      const rig = aTree();
      rig.change('x', (run) => ({ ...run, spec: { ...run.spec, status } }));
      expect(rig.settle().filter((title) => !title.startsWith('record'))).toEqual(['cancel y']);
      expect(rig.states()).toEqual(['main=active', 'x=active', 'y=active']);
    },
  );

  test('a cancelled run launches nothing new', () => {
    const rig = aTree();
    rig.end('x', 'Cancelled');
    rig.taskRun('x', { task: 'late', reason: 'TaskRunCancelled', results: signal('late') });
    expect(rig.settle().filter((title) => title.startsWith('launch'))).toEqual([]);
    expect(rig.node('late').state).toMatchObject({ outcome: 'cancelled' });
  });

  test.each(['Failed', 'PipelineRunTimeout', 'CouldntGetPipeline'] as const)(
    'a run that ends with %s does not take its children along',
    (reason) => {
      const rig = aTree();
      rig.end('x', reason);
      expect(rig.settle()).toEqual(['record main']);
      expect(rig.states()).toContain('y=active');
    },
  );

  test('a failed run still launches what it signalled', () => {
    const rig = aTree();
    rig.taskRun('x', { task: 'last', reason: 'Failed', results: signal('late') });
    rig.end('x', 'Failed');
    expect(rig.settle()).toEqual(['record main', 'launch late', 'record x']);
  });
});

describe('the label tekton.dev/pipeline', () => {
  const overwritten = (run: PipelineRun): PipelineRun => ({
    ...run,
    metadata: { ...run.metadata, labels: { ...run.metadata.labels, 'tekton.dev/pipeline': 'x' } },
  });

  test('is put back once where Tekton has overwritten it', () => {
    const rig = aTreeRig();
    rig.change('main', overwritten);
    expect(rig.settle()).toEqual(['label main']);
    expect(rig.runOf('main').metadata.labels).toMatchObject({ 'tekton.dev/pipeline': 'main' });
  });

  test('is left alone until Tekton has seen the run', () => {
    const rig = aTreeRig();
    rig.change('main', ({ status: _none, ...run }) => overwritten(run));
    expect(rig.settle()).toEqual([]);
  });
});
