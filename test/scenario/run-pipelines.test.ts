import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { readLaunchRecords } from '../../src/core/launch-record.ts';
import { isDone, type PipelineRun } from '../../src/core/tekton.ts';
import { type Bench, openBench, outcomes } from '../support/bench.ts';
import { aPayload, aTaskRun } from '../support/builders.ts';
import { eventually } from '../support/eventually.ts';
import type { Script } from '../support/scripted-tekton.ts';

// Milliseconds each on a quiet machine; the limit is for busy ones.
jest.setTimeout(60_000);

let bench: Bench;
afterEach(() => bench.close());

async function open(scripts: Readonly<Record<string, Script>>, payloads = {}, timings = {}): Promise<Bench> {
  bench = await openBench({ scripts, payloads, timings });
  return bench;
}

const signal = (name: string, pipeline = name) => ({ [`localpipeline-run-${name}`]: pipeline });
const override = (name: string, index: number, text: string) => ({
  [`localpipeline-run-${name}-param-${index}`]: text,
});
/** Signals in one task that succeeds at once, then the run succeeds. */
const signalling =
  (results: Readonly<Record<string, string>>): Script =>
  (run) => {
    run.task({ task: 'go', reason: 'Succeeded', results });
    run.end('Succeeded');
  };
const succeed: Script = (run) => run.end('Succeeded');
const runOn: Script = () => undefined;

describe('calling pipelines', () => {
  test('main runs two children one after the other', async () => {
    await open({
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
    const report = await bench.run();
    expect(report).toMatchObject({ outcome: 'succeeded', unfinished: 0 });
    expect(outcomes(report)).toEqual(['main Succeeded', 'build Succeeded', 'test Succeeded']);
    expect(bench.saying('run-launched').map(({ facts }) => facts['pipeline'])).toEqual(['main', 'build', 'test']);
  });

  test('a task signals and waits for the child in one Task', async () => {
    await open({
      main: async (run) => {
        run.task({ task: 'both', steps: [signal('child')] });
        await run.ended('child');
        run.task({ task: 'both', reason: 'Succeeded', steps: [signal('child')], results: signal('child') });
        run.end('Succeeded');
      },
      child: succeed,
    });
    expect(outcomes(await bench.run())).toEqual(['main Succeeded', 'child Succeeded']);
  });

  test('a child calls a child of its own, and everything is waited for', async () => {
    await open({ main: signalling(signal('child')), child: signalling(signal('grandchild')), grandchild: succeed });
    const report = await bench.run();
    expect(outcomes(report)).toEqual(['main Succeeded', 'child Succeeded', 'grandchild Succeeded']);
    const [grandchild] = bench.tekton.runs('grandchild');
    expect(grandchild?.metadata.labels).toMatchObject({ localsubpipelineid: 'r1', 'subpipe.dev/depth': '2' });
  });

  test('an override of a signal reaches the task', async () => {
    const child = aPayload('child', { tasks: { build: { params: [{ name: 'p', default: 'old' }] } } });
    const text = JSON.stringify({ task: 'build', name: 'p', value: 'new "quoted" $(x)' });
    await open({ main: signalling({ ...signal('child'), ...override('child', 1, text) }), child: succeed }, { child });
    await bench.run();
    const [namespace] = bench.tekton.runs('child').map(({ metadata }) => metadata.namespace ?? '');
    expect(bench.server.object({ kind: 'Task', namespace: namespace ?? '', name: 'build' })).toMatchObject({
      spec: { params: [{ name: 'p', default: 'new "quoted" $(x)' }] },
    });
  });

  test('a ServiceAccount default of the payload is merged into the one that Kubernetes makes', async () => {
    const account = {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default' },
      imagePullSecrets: [{ name: 's' }],
    };
    await open({}, { main: aPayload('main', { objects: [account] }) });
    bench.server.faults.add(
      { kind: 'drop' },
      {
        when: ({ method, path }) => {
          const namespace = /namespaces\/(subpipe-[^/]+)\/serviceaccounts$/.exec(path)?.[1];
          const made = {
            apiVersion: 'v1',
            kind: 'ServiceAccount',
            metadata: { name: 'default', namespace: namespace ?? '' },
          };
          if (method === 'POST' && namespace !== undefined) bench.server.put(made);
          return false;
        },
      },
    );
    const { tree, outcome } = await bench.run();
    expect(outcome).toBe('succeeded');
    const { namespace } = tree.launch;
    expect(bench.server.object({ kind: 'ServiceAccount', namespace, name: 'default' })).toMatchObject({
      imagePullSecrets: [{ name: 's' }],
    });
  });

  test('a failed child makes the whole fail, though main succeeded', async () => {
    await open({ main: signalling(signal('child')), child: (run) => run.end('Failed') });
    expect(await bench.run()).toMatchObject({ outcome: 'failed' });
  });

  test('what a child became stands on the run that called it', async () => {
    await open({ main: signalling(signal('child')), child: (run) => run.end('Cancelled') });
    expect(await bench.run()).toMatchObject({ outcome: 'cancelled' });
    expect(readLaunchRecords(bench.tekton.run('main').object)).toMatchObject([
      { signal: 'child', pipeline: 'child', outcome: 'cancelled', message: 'message of Cancelled' },
    ]);
  });
});

describe('pipelines that call themselves', () => {
  test('end at the greatest depth, with the path', async () => {
    await open({ main: signalling(signal('again', 'main')) });
    const report = await bench.run({ maxDepth: 3 });
    expect(report.outcome).toBe('rejected');
    expect(bench.tekton.runs('main')).toHaveLength(4);
    expect(outcomes(report).at(-1)).toBe('main Rejected');
    const deepest = bench.tekton
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
    ['a file outside of the payload folder', signal('bad', '../../etc/passwd'), 'is outside of the payload folder'],
    ['JSON that is none', { ...signal('bad', 'child'), ...override('bad', 1, '{"task":') }, 'not JSON: {"task":'],
    [
      'an override that hits nothing',
      { ...signal('bad', 'child'), ...override('bad', 1, '{"task":"build","name":"q","value":"x"}') },
      'task build has no such param; its params: p',
    ],
  ];

  test.each(cases)('%s is rejected, the others go on', async (_title, bad, reason) => {
    await open({ main: signalling({ ...bad, ...signal('good') }), good: succeed }, { child });
    const report = await bench.run();
    expect(report.outcome).toBe('rejected');
    expect(bench.tekton.runs()).toHaveLength(2);
    expect(bench.tekton.runs('good')).toHaveLength(1);
    const records = readLaunchRecords(bench.tekton.run('main').object);
    expect(records.find((record) => record.signal === 'bad')).toMatchObject({
      outcome: 'rejected',
      message: expect.stringContaining(reason),
    });
    expect(records.find((record) => record.signal === 'good')).toMatchObject({ outcome: 'succeeded' });
  });

  test('the names that are known are told', async () => {
    await open({ main: signalling(signal('bad', 'chidl')) }, { child });
    await bench.run();
    expect(bench.saying('launch-rejected')).toMatchObject([
      { level: 'error', message: expect.stringContaining('known names: "main", "child"') },
    ]);
  });

  test('an override that hits nothing is a warning where that is wanted', async () => {
    const text = '{"task":"build","name":"q","value":"x"}';
    await open({ main: signalling({ ...signal('child'), ...override('child', 1, text) }) }, { child });
    expect(await bench.run({ lenient: true })).toMatchObject({ outcome: 'succeeded' });
    expect(bench.saying('override-missed')).toHaveLength(1);
  });

  test('an override of the entry document that hits nothing is a warning, or an error and nothing is created', async () => {
    await open({ main: succeed });
    const overrides = [{ task: 'nope', name: 'p', value: 'x' }];
    await expect(bench.run({ overrides, strict: true })).rejects.toMatchObject({ code: 'bad-input' });
    expect(bench.server.objects('Namespace').map(({ metadata }) => metadata.name)).toEqual(['default']);
    expect(await bench.run({ overrides })).toMatchObject({ outcome: 'succeeded' });
    expect(bench.saying('override-missed')).toMatchObject([
      { message: expect.stringContaining('no such task; tasks: work') },
    ]);
  });

  test('what the cluster refuses is rejected and leaves no namespace', async () => {
    await open({ main: signalling(signal('child')), child: succeed });
    bench.server.faults.add(
      { kind: 'status', code: 403, reason: 'Forbidden', message: 'exceeded quota' },
      {
        when: ({ method, path, body }) =>
          method === 'POST' && path.endsWith('/pipelineruns') && JSON.stringify(body).includes('"child"'),
      },
    );
    expect(await bench.run()).toMatchObject({ outcome: 'rejected' });
    expect(bench.tekton.runs()).toHaveLength(1);
    await eventually(() => bench.server.objects('Namespace').length === 2);
    expect(bench.saying('launch-rejected')).toMatchObject([{ message: expect.stringContaining('exceeded quota') }]);
  });

  test('a run of somebody else at the very name is a conflict, and is left alone', async () => {
    await open({ main: runOn });
    const first = await bench.start();
    await eventually(() => bench.tekton.runs('main').length === 1);
    first.kill();
    const { metadata } = bench.tekton.run('main').object;
    const namespace = metadata.namespace ?? '';
    bench.server.patch(
      { kind: 'Namespace', name: namespace },
      { metadata: { labels: { 'subpipe.dev/launch': 'x' }, annotations: null } },
    );
    bench.server.patch(
      { kind: 'PipelineRun', namespace, name: metadata.name ?? '' },
      { metadata: { labels: { 'subpipe.dev/launch': 'x' } } },
    );
    await expect(bench.run()).rejects.toMatchObject({
      message: expect.stringContaining('exists already and is not of this launch'),
    });
    expect(bench.tekton.runs()).toHaveLength(1);
  });
});

describe('ending early', () => {
  test('a controller that is stopped cancels every run and says so', async () => {
    await open({ main: (run) => run.task({ task: 'go', steps: [signal('child')] }), child: runOn });
    const controller = await bench.start();
    await eventually(() => bench.tekton.runs('child').length === 1);
    controller.stop();
    const report = await controller.report;
    expect(report).toMatchObject({ outcome: 'cancelled', unfinished: 0 });
    expect(outcomes(report)).toEqual(['main Cancelled', 'child Cancelled']);
  });

  test('a stop before main was launched creates nothing', async () => {
    await open({ main: runOn });
    const controller = await bench.start();
    controller.stop();
    const report = await controller.report;
    expect(report.outcome).toBe('cancelled');
    expect(bench.server.objects('Namespace').map(({ metadata }) => metadata.name)).toEqual(['default']);
  });

  test('nothing is launched after the stop', async () => {
    await open({ main: runOn, late: succeed });
    bench.tekton.stubborn.add('main');
    const controller = await bench.start();
    await eventually(() => bench.tekton.runs('main').length === 1);
    controller.stop();
    await eventually(() => bench.tekton.run('main').object.spec.status === 'Cancelled');
    bench.tekton.run('main').task({ task: 'go', reason: 'TaskRunCancelled', results: signal('late') });
    bench.tekton.run('main').end('Cancelled');
    expect(outcomes(await controller.report)).toEqual(['main Cancelled', 'late Cancelled']);
    expect(bench.tekton.runs('late')).toEqual([]);
  });

  test('a run that does not end though it was cancelled is not waited for beyond the grace period', async () => {
    await open({ main: runOn });
    bench.tekton.stubborn.add('main');
    const controller = await bench.start();
    await eventually(() => bench.tekton.runs('main').length === 1);
    controller.stop();
    await eventually(() => bench.tekton.run('main').object.spec.status === 'Cancelled');
    bench.clock.advance(25_000);
    expect(await controller.report).toMatchObject({ outcome: 'cancelled', unfinished: 1 });
  });

  test('the deadline cancels everything and is told apart', async () => {
    await open({ main: signalling(signal('child')), child: runOn });
    const controller = await bench.start({ timeoutMs: 60_000 });
    await eventually(() => bench.tekton.runs('child').length === 1);
    bench.clock.advance(61_000);
    const report = await controller.report;
    expect(report.outcome).toBe('deadline');
    expect(outcomes(report)).toEqual(['main Succeeded', 'child Cancelled']);
    expect(bench.saying('deadline-passed')).toHaveLength(1);
  });

  test('children get the time that is left', async () => {
    await open({ main: runOn, child: succeed });
    const controller = await bench.start({ timeoutMs: 600_000 });
    await eventually(() => bench.tekton.runs('main').length === 1);
    bench.clock.advance(300_000);
    bench.tekton.run('main').task({ task: 'go', steps: [signal('child')] });
    await eventually(() => bench.tekton.runs('child').length === 1);
    bench.tekton.run('main').end('Succeeded');
    await controller.report;
    expect(bench.tekton.run('child').object.spec.timeouts?.pipeline).toMatch(/^(5m0s|4m59s)$/);
  });

  test('main that somebody cancels takes its children along', async () => {
    await open({ main: (run) => run.task({ task: 'go', steps: [signal('child')] }), child: runOn });
    const controller = await bench.start();
    await eventually(() => bench.tekton.runs('child').length === 1);
    const { metadata } = bench.tekton.run('main').object;
    bench.server.patch(refOf(metadata), { spec: { status: 'CancelledRunFinally' } });
    expect(await controller.report).toMatchObject({ outcome: 'cancelled' });
    expect(bench.tekton.run('child').object.spec.status).toBe('Cancelled');
  });

  test('a child that fails leaves its own children running', async () => {
    await open({
      main: signalling(signal('child')),
      child: (run) => run.task({ task: 'go', steps: [signal('grandchild')] }),
      grandchild: runOn,
    });
    const controller = await bench.start();
    await eventually(() => bench.tekton.runs('grandchild').length === 1);
    bench.tekton.run('child').end('Failed');
    await eventually(() => bench.tekton.runs('main').some((run) => readLaunchRecords(run)[0]?.outcome === 'failed'));
    bench.tekton.run('grandchild').end('Succeeded');
    expect(outcomes(await controller.report)).toEqual(['main Succeeded', 'child Failed', 'grandchild Succeeded']);
  });
});

describe('what is deleted', () => {
  test('a child: the outcome says so, and it is not launched again', async () => {
    await open({ main: signalling(signal('child')), child: runOn });
    const controller = await bench.start();
    await eventually(() => bench.saying('run-launched').length === 2);
    bench.server.delete(refOf(bench.tekton.run('child').object.metadata));
    expect(await controller.report).toMatchObject({ outcome: 'deleted' });
    expect(bench.tekton.runs('child')).toEqual([]);
    expect(bench.server.requests.filter(isRunCreation)).toHaveLength(2);
  });

  test('a child, while no controller ran', async () => {
    await open({ main: signalling(signal('child')), child: runOn });
    const first = await bench.start();
    await eventually(() => bench.tekton.runs('main').some((run) => readLaunchRecords(run).length === 1));
    first.kill();
    bench.server.delete(refOf(bench.tekton.run('child').object.metadata));
    expect(await bench.run()).toMatchObject({ outcome: 'deleted' });
    expect(bench.server.requests.filter(isRunCreation)).toHaveLength(2);
  });

  test('main: its children are cancelled', async () => {
    await open({ main: (run) => run.task({ task: 'go', steps: [signal('child')] }), child: runOn });
    const controller = await bench.start();
    await eventually(() => bench.tekton.runs('child').length === 1);
    bench.server.delete(refOf(bench.tekton.run('main').object.metadata));
    const report = await controller.report;
    expect(outcomes(report)).toEqual(['main Deleted', 'child Cancelled']);
    expect(bench.tekton.runs('main')).toEqual([]);
  });

  test('a whole namespace of a child', async () => {
    await open({ main: signalling(signal('child')), child: runOn });
    const controller = await bench.start();
    await eventually(() => bench.saying('run-launched').length === 2);
    bench.server.delete({ kind: 'Namespace', name: bench.tekton.run('child').object.metadata.namespace ?? '' });
    expect(await controller.report).toMatchObject({ outcome: 'deleted' });
    expect(bench.server.requests.filter(isRunCreation)).toHaveLength(2);
  });

  test('a child that was pruned after it succeeded still counts as succeeded', async () => {
    await open({
      main: async (run) => {
        run.task({ task: 'go', steps: [signal('child')] });
        await run.ended('child');
      },
      child: succeed,
    });
    const controller = await bench.start();
    await eventually(() => bench.tekton.runs('main').some((run) => readLaunchRecords(run)[0]?.outcome === 'succeeded'));
    bench.server.delete(refOf(bench.tekton.run('child').object.metadata));
    await eventually(() => bench.tekton.runs('child').length === 0);
    bench.tekton.run('main').end('Succeeded');
    expect(outcomes(await controller.report)).toEqual(['main Succeeded', 'child Succeeded']);
  });
});

describe('a busy and unreliable cluster', () => {
  test('500 unrelated runs, and TaskRuns that write signals, change nothing', async () => {
    await open({ main: signalling(signal('child')), child: succeed });
    for (let index = 0; index < 500; index += 1) {
      const run = foreignRun(index);
      bench.server.put(run);
      bench.server.put({ ...aTaskRun(run, { reason: 'Succeeded', results: signal('stray') }) });
    }
    const report = await bench.run();
    expect(outcomes(report)).toEqual(['main Succeeded', 'child Succeeded']);
    const lists = bench.server.requests.filter(
      ({ method, path }) => method === 'GET' && /(pipeline|task)runs$/.test(path),
    );
    expect(lists.every(({ query }) => query.get('labelSelector') === 'subpipe.dev/run-id=r1')).toBe(true);
  });

  test('connections that break while it runs lose nothing and double nothing', async () => {
    await open({
      main: async (run) => {
        for (const name of ['a', 'b', 'c']) {
          run.task({ task: name, reason: 'Succeeded', results: signal(name) });
          await run.ended(name);
          bench.server.resetConnections();
        }
        run.end('Succeeded');
      },
      a: succeed,
      b: succeed,
      c: succeed,
    });
    const isWrite = ({ method }: { method: string }) => method !== 'GET';
    bench.server.faults.add({ kind: 'drop' }, { when: isWrite, times: 2 });
    bench.server.faults.add({ kind: 'lose-answer' }, { when: isWrite, times: 5 });
    bench.server.faults.add({ kind: 'status', code: 503 }, { when: isWrite, times: 3 });
    const report = await bench.run();
    expect(outcomes(report)).toEqual(['main Succeeded', 'a Succeeded', 'b Succeeded', 'c Succeeded']);
    expect(bench.tekton.runs()).toHaveLength(4);
  });

  test('an API server that is away for a while is waited for', async () => {
    await open({ main: (run) => run.task({ task: 'go', steps: [signal('child')] }), child: runOn });
    const controller = await bench.start();
    await eventually(() => bench.tekton.runs('child').length === 1);
    await bench.server.stop();
    bench.tekton.run('child').end('Succeeded');
    bench.tekton.run('main').end('Succeeded');
    await bench.server.start();
    expect(outcomes(await controller.report)).toEqual(['main Succeeded', 'child Succeeded']);
  });

  test('an API server that cannot be asked when everything seems over is asked again, for as long as it takes', async () => {
    await open({ main: succeed }, {}, { retryBoundMs: 20 });
    bench.server.faults.add(
      { kind: 'status', code: 503 },
      {
        when: ({ method, path, isWatch, query }) =>
          method === 'GET' &&
          !isWatch &&
          path.endsWith('/taskruns') &&
          query.has('limit') &&
          bench.tekton.runs('main').some(isDone),
        times: 30,
      },
    );
    const controller = await bench.start();
    await eventually(() => bench.saying('action-postponed').length > 0);
    bench.server.faults.clear();
    bench.clock.advance(6_000);
    expect(await controller.report).toMatchObject({ outcome: 'succeeded' });
  });

  test('versions that are too old are listed anew', async () => {
    await open({ main: (run) => run.task({ task: 'go', steps: [signal('child')] }), child: runOn });
    const controller = await bench.start();
    await eventually(() => bench.tekton.runs('child').length === 1);
    bench.server.expireVersions();
    bench.server.watches.end();
    bench.tekton.run('child').end('Succeeded');
    bench.tekton.run('main').end('Succeeded');
    expect(await controller.report).toMatchObject({ outcome: 'succeeded' });
  });
});

const isRunCreation = ({ method, path }: { method: string; path: string }) =>
  method === 'POST' && path.endsWith('/pipelineruns');

function refOf({ namespace = '', name = '' }: { readonly namespace?: string; readonly name?: string }) {
  return { kind: 'PipelineRun', namespace, name };
}

function foreignRun(index: number): PipelineRun & { readonly metadata: { readonly uid: string } } {
  return {
    apiVersion: 'tekton.dev/v1',
    kind: 'PipelineRun',
    metadata: {
      name: `foreign-${index}`,
      namespace: 'default',
      uid: `foreign-${index}`,
      labels: { 'tekton.dev/pipeline': 'foreign' },
    },
    spec: {},
  };
}
