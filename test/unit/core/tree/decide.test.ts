import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decide } from '../../../../src/core/tree/decide.ts';
import { readLaunchRecords } from '../../../../src/core/launch/record.ts';
import type { PipelineRun, TaskRun } from '../../../../src/core/tekton/types.ts';
import { uidOf } from '../../../support/builders.ts';
import { aWorld, titleOf, TreeWorld } from '../../../support/tree-rig.ts';

const signal = (name: string, pipeline = name) => ({ [`localpipeline-run-${name}`]: pipeline });
const override = (name: string, index: number, value: unknown) => ({
  [`localpipeline-run-${name}-param-${index}`]: typeof value === 'string' ? value : JSON.stringify(value),
});

describe('a run from beginning to end', () => {
  test('main is launched first, and once', () => {
    const world = new TreeWorld();
    expect(world.decide().actions.map(titleOf)).toEqual(['launch main']);
    expect(world.settle()).toEqual(['launch main']);
    expect(world.decide()).toMatchObject({ actions: [], settled: false });
  });

  test('children are launched in the order of their signals, recorded, and waited for', () => {
    const world = aWorld();
    world.taskRun('main', { task: 'a', steps: [signal('build')] });
    expect(world.settle()).toEqual(['launch build', 'record main']);
    world.taskRun('main', { task: 'b', reason: 'Succeeded', results: signal('test') });
    expect(world.settle()).toEqual(['launch test', 'record main']);

    world.end('main', 'Succeeded');
    expect(world.decide().settled).toBe(false);
    world.end('build', 'Succeeded');
    expect(world.settle()).toEqual(['record main']);
    expect(world.decide().settled).toBe(false);
    world.end('test', 'Completed');
    world.settle();
    expect(world.decide().settled).toBe(true);
    expect(world.states()).toEqual(['main=succeeded', 'build=succeeded', 'test=succeeded']);
  });

  test('a grandchild is launched below its child, with the same run id', () => {
    const world = aWorld();
    world.taskRun('main', { steps: [signal('child')] });
    world.settle();
    world.taskRun('child', { steps: [signal('grandchild')] });
    expect(world.settle()).toEqual(['launch grandchild', 'record child']);
    expect(world.node('grandchild').launch).toMatchObject({ depth: 2, runId: 'r1' });
    expect(world.node('grandchild').launch.source?.parentUid).toBe(uidOf(world.node('child').launch));
  });

  test('a signal carries its overrides, in their order', () => {
    const world = aWorld();
    const [second, first] = [
      { task: 't', name: 'a', value: ['x'] },
      { name: 'b', value: 'y' },
    ];
    world.taskRun('main', {
      steps: [{ ...signal('child'), ...override('child', 10, second), ...override('child', 9, first) }],
    });
    expect(world.decide().actions).toMatchObject([{ kind: 'launch', launch: { overrides: [first, second] } }]);
  });

  test('the same pipeline under two signals, or by two tasks, is launched twice', () => {
    const world = aWorld();
    world.taskRun('main', { task: 'a', steps: [{ ...signal('x', 'same'), ...signal('y', 'same') }] });
    world.taskRun('main', { task: 'b', steps: [signal('x', 'same')] });
    expect(world.settle().filter((title) => title.startsWith('launch'))).toHaveLength(3);
    expect(world.runs.size).toBe(4);
  });
});

describe('what was done already is not done again', () => {
  function aBusyWorld(): TreeWorld {
    const world = aWorld();
    world.taskRun('main', { task: 'a', steps: [{ ...signal('x'), ...signal('bad', '') }] });
    world.taskRun('main', { task: 'b', steps: [signal('y')] });
    world.settle();
    world.taskRun('x', { task: 'c', reason: 'Failed', results: signal('z') });
    world.end('y', 'Failed');
    return world;
  }

  test('when a Tekton retry signals another pipeline: the first stands, and a warning names both', () => {
    const world = aWorld();
    world.taskRun('main', { task: 'a', steps: [signal('x', 'first')] });
    world.settle();

    world.taskRun('main', { task: 'a', steps: [signal('x', 'second')] });

    expect(world.settle()).toEqual([]);
    expect(world.states()).toEqual(['main=active', 'first=active']);
    expect(world.decide().warnings).toEqual([
      expect.stringMatching(/"second"; "first" was launched before and stands/),
    ]);
  });

  test('in whatever order the cluster lists its objects, and however often', () => {
    const world = aBusyWorld();
    const expected = world.decide().actions.map(titleOf).toSorted();
    const order = <T>(items: readonly T[]) => fc.shuffledSubarray([...items], { minLength: items.length });
    fc.assert(
      fc.property(
        order<PipelineRun>([...world.runs.values()]),
        order<TaskRun>([...world.taskRuns.values()]),
        (runs, taskRuns) => {
          const snapshot = { main: world.main, runs: [...runs, ...runs], taskRuns, ended: world.ended };
          expect(decide(snapshot, world.options).actions.map(titleOf).toSorted()).toEqual(expected);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('though the TaskRun is retried, and made again under its name', () => {
    const world = aWorld();
    world.taskRun('main', { steps: [signal('x')] });
    world.settle();
    world.taskRun('main', {});
    expect(world.settle()).toEqual([]);
    world.taskRun('main', { reason: 'Succeeded', steps: [signal('x')], results: signal('x') });
    expect(world.settle()).toEqual([]);
  });

  test('though the TaskRun that signalled was deleted: its child still belongs to the tree', () => {
    const world = aWorld();
    world.taskRun('main', { steps: [signal('x')] });
    world.settle();
    world.taskRuns.clear();
    expect(world.settle()).toEqual([]);
    expect(world.states()).toEqual(['main=active', 'x=active']);
  });

  test('though the value of the signal changed: the first one stands', () => {
    const world = aWorld();
    world.taskRun('main', { steps: [signal('x', 'first')] });
    world.settle();
    world.taskRun('main', { reason: 'Succeeded', steps: [signal('x', 'first')], results: signal('x', 'second') });
    expect(world.settle()).toEqual([]);
    expect(world.decide().warnings).toEqual([expect.stringContaining('changed from "first" to "second"')]);
  });

  test('though a new controller, which remembers nothing, looks at the same cluster', () => {
    const world = aBusyWorld();
    world.settle();
    world.ended.clear();
    expect(world.decide().actions).toEqual([]);
  });
});

describe('what is gone', () => {
  test('a child that this process saw vanish is deleted, and stays so for the next one', () => {
    const world = aWorld();
    world.taskRun('main', { steps: [signal('x')] });
    world.settle();
    world.ended.set(world.node('x').launch.identity, { outcome: 'deleted', message: 'gone' });
    expect(world.settle()).toEqual(['record main']);
    world.vanish('x');
    world.ended.clear();
    expect(world.settle()).toEqual([]);
    expect(world.states()).toEqual(['main=active', 'x=deleted']);
  });

  test('a child that vanished while no controller ran is deleted, by its record', () => {
    const world = aWorld();
    world.taskRun('main', { steps: [signal('x')] });
    world.settle();
    world.vanish('x');
    expect(world.settle()).toEqual(['record main']);
    expect(world.node('x').state).toMatchObject({
      outcome: 'deleted',
      message: expect.stringContaining('deleted before it ended'),
    });
  });

  test('a child that was pruned after it succeeded is still succeeded, by its record', () => {
    const world = aWorld();
    world.taskRun('main', { steps: [signal('x')] });
    world.settle();
    world.end('x', 'Succeeded');
    world.settle();
    world.vanish('x');
    expect(world.settle()).toEqual([]);
    expect(world.states()).toEqual(['main=active', 'x=succeeded']);
  });

  test('a child that was deleted takes its own children along', () => {
    const world = aWorld();
    world.taskRun('main', { steps: [signal('x')] });
    world.settle();
    world.taskRun('x', { steps: [signal('y')] });
    world.settle();
    world.ended.set(world.node('x').launch.identity, { outcome: 'deleted', message: 'gone' });
    expect(world.settle()).toEqual(['record main', 'cancel y']);
  });

  test('main that was deleted takes everything along, and launches nothing more', () => {
    const world = aWorld();
    world.taskRun('main', { task: 'a', steps: [signal('x')] });
    world.settle();
    world.taskRun('main', { task: 'b', steps: [signal('late')] });
    world.ended.set(world.main.identity, { outcome: 'deleted', message: 'gone' });
    expect(world.settle()).toEqual(['cancel x']);
    world.end('x', 'Cancelled');
    expect(world.states()).toEqual(['main=deleted', 'x=cancelled', 'late=cancelled']);
    expect(world.decide().settled).toBe(true);
  });
});

describe('bad signals are rejected, and the others go on', () => {
  test('params that are no JSON, not complete or of the wrong type, each with its reason', () => {
    const world = aWorld();
    const bad = {
      ...signal('a'),
      ...override('a', 1, '{oops'),
      ...override('a', 2, { task: 't', value: 'x' }),
      ...override('a', 3, { name: 'n', value: 7 }),
    };
    world.taskRun('main', { steps: [{ ...bad, ...signal('good') }] });
    expect(world.settle()).toEqual(['record main', 'launch good', 'record main']);
    const state = world.node('a').state;
    expect(state).toMatchObject({ kind: 'ended', outcome: 'rejected' });
    expect(state).toMatchObject({
      message:
        'result localpipeline-run-a-param-1: not JSON: {oops; ' +
        'result localpipeline-run-a-param-2: "name" is missing; ' +
        'result localpipeline-run-a-param-3: "value" must be a string, an array of strings or an object of strings, not the number 7',
    });
    const [record] = readLaunchRecords(world.runOf('main'));
    expect(record).toMatchObject({ signal: 'a', outcome: 'rejected', message: expect.stringContaining('not JSON') });
    expect(record).not.toHaveProperty('run');
  });

  test('a signal whose value is no text', () => {
    const world = aWorld();
    world.taskRun('main', { reason: 'Succeeded', results: { 'localpipeline-run-a': ['x'], ...signal('good') } });
    expect(world.settle()).toEqual(['record main', 'launch good', 'record main']);
    expect(readLaunchRecords(world.runOf('main'))).toMatchObject([
      { signal: 'a', outcome: 'rejected', message: expect.stringContaining('must be a string') },
      { signal: 'good' },
    ]);
  });

  test('a launch that the executor rejected is recorded once and not tried again, by a new controller neither', () => {
    const world = aWorld();
    world.taskRun('main', { steps: [signal('unknown')] });
    world.ended.set(world.node('unknown').launch.identity, { outcome: 'rejected', message: 'known names: "main"' });
    expect(world.settle()).toEqual(['record main']);
    world.ended.clear();
    expect(world.decide().actions).toEqual([]);
    expect(world.node('unknown').state).toMatchObject({ outcome: 'rejected', message: 'known names: "main"' });
  });

  test('pipelines that call each other end at the greatest depth, with the path', () => {
    const world = aWorld();
    world.options = { ...world.options, maxDepth: 2 };
    world.taskRun('main', { steps: [signal('a')] });
    world.settle();
    world.taskRun('a', { steps: [signal('b')] });
    world.settle();
    world.taskRun('b', { steps: [signal('c')] });
    expect(world.settle()).toEqual(['record b']);
    expect(world.node('c').state).toMatchObject({
      outcome: 'rejected',
      message: '3 pipelines deep, --max-depth is 2: main -> a -> b -> c',
    });
  });
});

describe('ending', () => {
  function aTree(): TreeWorld {
    const world = aWorld();
    world.taskRun('main', { steps: [signal('x')] });
    world.settle();
    world.taskRun('x', { steps: [signal('y')] });
    world.settle();
    return world;
  }

  test('stop cancels every run that has not ended, once, and launches nothing', () => {
    const world = aTree();
    world.taskRun('main', { task: 'late', steps: [signal('late')] });
    world.end('y', 'Succeeded');
    world.options = { ...world.options, stop: true };
    expect(world.settle().filter((title) => !title.startsWith('record'))).toEqual(['cancel main', 'cancel x']);
    expect(world.states()).toEqual(['main=active', 'x=active', 'y=succeeded', 'late=cancelled']);
    world.end('main', 'Cancelled');
    world.end('x', 'Cancelled');
    world.settle();
    expect(world.decide().settled).toBe(true);
  });

  test('stop before main was launched launches nothing and settles as cancelled', () => {
    const world = new TreeWorld();
    world.options = { ...world.options, stop: true };
    expect(world.decide()).toMatchObject({ actions: [], settled: true });
    expect(world.states()).toEqual(['main=cancelled']);
  });

  test.each(['Cancelled', 'CancelledRunFinally', 'StoppedRunFinally'])(
    'a run that somebody asks to end with %s takes what it launched with it, before it has ended itself',
    (status) => {
      const world = aTree();
      world.change('x', (run) => ({ ...run, spec: { ...run.spec, status } }));
      expect(world.settle().filter((title) => !title.startsWith('record'))).toEqual(['cancel y']);
      expect(world.states()).toEqual(['main=active', 'x=active', 'y=active']);
    },
  );

  test('a cancelled run launches nothing new', () => {
    const world = aTree();
    world.end('x', 'Cancelled');
    world.taskRun('x', { task: 'late', reason: 'TaskRunCancelled', results: signal('late') });
    expect(world.settle().filter((title) => title.startsWith('launch'))).toEqual([]);
    expect(world.node('late').state).toMatchObject({ outcome: 'cancelled' });
  });

  test.each(['Failed', 'PipelineRunTimeout', 'CouldntGetPipeline'] as const)(
    'a run that ends with %s does not take its children along',
    (reason) => {
      const world = aTree();
      world.end('x', reason);
      expect(world.settle()).toEqual(['record main']);
      expect(world.states()).toContain('y=active');
    },
  );

  test('a failed run still launches what it signalled', () => {
    const world = aTree();
    world.taskRun('x', { task: 'last', reason: 'Failed', results: signal('late') });
    world.end('x', 'Failed');
    expect(world.settle()).toEqual(['record main', 'launch late', 'record x']);
  });
});

describe('the label tekton.dev/pipeline', () => {
  const overwritten = (run: PipelineRun): PipelineRun => ({
    ...run,
    metadata: { ...run.metadata, labels: { ...run.metadata.labels, 'tekton.dev/pipeline': 'x' } },
  });

  test('is put back once where Tekton has overwritten it', () => {
    const world = aWorld();
    world.change('main', overwritten);
    expect(world.settle()).toEqual(['label main']);
    expect(world.runOf('main').metadata.labels).toMatchObject({ 'tekton.dev/pipeline': 'main' });
  });

  test('is left alone until Tekton has seen the run', () => {
    const world = aWorld();
    world.change('main', ({ status: _none, ...run }) => overwritten(run));
    expect(world.settle()).toEqual([]);
  });
});
