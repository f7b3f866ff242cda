import { describe, expect, test } from '@jest/globals';
import { readLaunchRecords } from '../../../../src/core/launch/record.ts';
import { runRigs, outcomes } from '../../../support/run-rig.ts';
import { aPayload } from '../../../support/builders.ts';
import { eventually } from '../../../support/eventually.ts';
import { override, signal, signalling, succeed } from '../../../support/scripts.ts';

const open = runRigs();

describe('calling pipelines', () => {
  test('main runs two children one after the other', async () => {
    const rig = await open({
      main: async (run) => {
        run.task({ task: 'one', reason: 'Succeeded', results: signal('build') });
        await run.ended('build');
        run.task({ task: 'two', reason: 'Succeeded', results: signal('test') });
        await run.ended('test');
        run.end('Succeeded');
      },
      build: succeed,
      test: succeed,
    });
    const report = await rig.run();
    expect(report).toMatchObject({ outcome: 'succeeded', unfinished: 0 });
    expect(outcomes(report)).toEqual(['main Succeeded', 'build Succeeded', 'test Succeeded']);
    expect(rig.saying('run-launched').map(({ facts }) => facts['pipeline'])).toEqual(['main', 'build', 'test']);
  });

  test('a task signals and waits for the child in one Task', async () => {
    const rig = await open({
      main: async (run) => {
        run.task({ task: 'both', steps: [signal('child')] });
        await run.ended('child');
        run.task({ task: 'both', reason: 'Succeeded', steps: [signal('child')], results: signal('child') });
        run.end('Succeeded');
      },
      child: succeed,
    });
    expect(outcomes(await rig.run())).toEqual(['main Succeeded', 'child Succeeded']);
  });

  test('a child calls a child of its own, and everything is waited for', async () => {
    const rig = await open({
      main: signalling(signal('child')),
      child: signalling(signal('grandchild')),
      grandchild: succeed,
    });
    const report = await rig.run();
    expect(outcomes(report)).toEqual(['main Succeeded', 'child Succeeded', 'grandchild Succeeded']);
    const [grandchild] = rig.tekton.runs('grandchild');
    expect(grandchild?.metadata.labels).toMatchObject({ localsubpipelineid: 'r1', 'subpipe.dev/depth': '2' });
  });

  test('an override of a signal reaches the task', async () => {
    const child = aPayload('child', { tasks: { build: { params: [{ name: 'p', default: 'old' }] } } });
    const text = JSON.stringify({ task: 'build', name: 'p', value: 'new "quoted" $(x)' });
    const rig = await open(
      { main: signalling({ ...signal('child'), ...override('child', 1, text) }), child: succeed },
      { child },
    );
    await rig.run();
    const [namespace] = rig.tekton.runs('child').map(({ metadata }) => metadata.namespace ?? '');
    expect(rig.server.object({ kind: 'Task', namespace: namespace ?? '', name: 'build' })).toMatchObject({
      spec: { params: [{ name: 'p', default: 'new "quoted" $(x)' }] },
    });
  });

  test('a failed child makes the whole fail, though main succeeded', async () => {
    const rig = await open({ main: signalling(signal('child')), child: (run) => run.end('Failed') });
    expect(await rig.run()).toMatchObject({ outcome: 'failed' });
  });

  test('what a child became stands on the run that called it', async () => {
    const rig = await open({ main: signalling(signal('child')), child: (run) => run.end('Cancelled') });
    expect(await rig.run()).toMatchObject({ outcome: 'cancelled' });
    expect(readLaunchRecords(rig.tekton.run('main').object)).toMatchObject([
      { signal: 'child', pipeline: 'child', outcome: 'cancelled', message: 'message of Cancelled' },
    ]);
  });
});

describe('pipelines that call themselves', () => {
  test('end at the greatest depth, with the path', async () => {
    const rig = await open({ main: signalling(signal('again', 'main')) });
    const report = await rig.run({ maxDepth: 3 });
    expect(report.outcome).toBe('rejected');
    expect(rig.tekton.runs('main')).toHaveLength(4);
    expect(outcomes(report).at(-1)).toBe('main Rejected');
    const deepest = rig.tekton
      .runs('main')
      .flatMap(readLaunchRecords)
      .find(({ outcome }) => outcome === 'rejected');
    expect(deepest?.message).toBe('4 pipelines deep, --max-depth is 3: main -> main -> main -> main -> main');
  });
});

describe('bad signals', () => {
  const child = aPayload('child', { tasks: { build: { params: [{ name: 'p' }] } } });
  const cases: readonly [string, Readonly<Record<string, string>>, string][] = [
    ['an unknown pipeline', signal('bad', 'chidl'), 'pipeline "chidl" is not in the mappings and not a file'],
    ['a file outside the payload folder', signal('bad', '../../etc/passwd'), 'is outside the payload folder'],
    ['JSON that is none', { ...signal('bad', 'child'), ...override('bad', 1, '{"task":') }, 'not JSON: {"task":'],
    [
      'an override that hits nothing',
      { ...signal('bad', 'child'), ...override('bad', 1, '{"task":"build","name":"q","value":"x"}') },
      'task build has no such param; its params: p',
    ],
  ];

  test.each(cases)('%s is rejected, the others go on', async (_title, bad, reason) => {
    const rig = await open({ main: signalling({ ...bad, ...signal('good') }), good: succeed }, { child });
    const report = await rig.run();
    expect(report.outcome).toBe('rejected');
    expect(rig.tekton.runs()).toHaveLength(2);
    expect(rig.tekton.runs('good')).toHaveLength(1);
    const records = readLaunchRecords(rig.tekton.run('main').object);
    expect(records.find((record) => record.signal === 'bad')).toMatchObject({
      outcome: 'rejected',
      message: expect.stringContaining(reason),
    });
    expect(records.find((record) => record.signal === 'good')).toMatchObject({ outcome: 'succeeded' });
  });

  test('the names that are known are told', async () => {
    const rig = await open({ main: signalling(signal('bad', 'chidl')) }, { child });
    await rig.run();
    expect(rig.saying('launch-rejected')).toMatchObject([
      { level: 'error', message: expect.stringContaining('known names: "main", "child"') },
    ]);
  });

  test('an override that hits nothing is a warning where that is wanted', async () => {
    const text = '{"task":"build","name":"q","value":"x"}';
    const rig = await open({ main: signalling({ ...signal('child'), ...override('child', 1, text) }) }, { child });
    expect(await rig.run({ onMiss: 'warn' })).toMatchObject({ outcome: 'succeeded' });
    expect(rig.saying('override-missed')).toHaveLength(1);
  });

  test('an override of the entry document that hits nothing is a warning, or an error and nothing is created', async () => {
    const rig = await open({ main: succeed });
    const overrides = [{ task: 'nope', name: 'p', value: 'x' }];
    await expect(rig.run({ overrides, onMissOfEntry: 'reject' })).rejects.toMatchObject({ code: 'bad-input' });
    expect(rig.server.objects('Namespace').map(({ metadata }) => metadata.name)).toEqual(['default']);
    expect(await rig.run({ overrides })).toMatchObject({ outcome: 'succeeded' });
    expect(rig.saying('override-missed')).toMatchObject([
      { message: expect.stringContaining('no such task; tasks: work') },
    ]);
  });

  test('what the cluster refuses is rejected and leaves no namespace', async () => {
    const rig = await open({ main: signalling(signal('child')), child: succeed });
    rig.server.faults.add(
      { kind: 'status', code: 403, reason: 'Forbidden', message: 'exceeded quota' },
      {
        when: ({ method, path, body }) =>
          method === 'POST' && path.endsWith('/pipelineruns') && JSON.stringify(body).includes('"child"'),
      },
    );
    expect(await rig.run()).toMatchObject({ outcome: 'rejected' });
    expect(rig.tekton.runs()).toHaveLength(1);
    await eventually(() => rig.server.objects('Namespace').length === 2);
    expect(rig.saying('launch-rejected')).toMatchObject([{ message: expect.stringContaining('exceeded quota') }]);
  });
});
