import { describe, expect, test } from '@jest/globals';
import { type PipelineRun } from '../../src/core/tekton/types.ts';
import { isDone } from '../../src/core/tekton/condition.ts';
import { runRigs, outcomes } from '../support/run-rig.ts';
import { aTaskRun } from '../support/builders.ts';
import { eventually } from '../support/eventually.ts';
import { runOn, signal, signalling, succeed } from '../support/scripts.ts';

const open = runRigs();

describe('a busy and unreliable cluster', () => {
  test('500 unrelated runs, and TaskRuns that write signals, change nothing', async () => {
    const rig = await open({ main: signalling(signal('child')), child: succeed });
    for (let index = 0; index < 500; index += 1) {
      const run = foreignRun(index);
      rig.server.put(run);
      rig.server.put({ ...aTaskRun(run, { reason: 'Succeeded', results: signal('stray') }) });
    }
    const report = await rig.run();
    expect(outcomes(report)).toEqual(['main Succeeded', 'child Succeeded']);
    const lists = rig.server.requests.filter(
      ({ method, path }) => method === 'GET' && /(pipeline|task)runs$/.test(path),
    );
    expect(lists.every(({ query }) => query.get('labelSelector') === 'subpipe.dev/run-id=r1')).toBe(true);
  });

  test('connections that break while it runs lose nothing and double nothing', async () => {
    const rig = await open({
      main: async (run) => {
        for (const name of ['a', 'b', 'c']) {
          run.task({ task: name, reason: 'Succeeded', results: signal(name) });
          await run.ended(name);
          rig.server.resetConnections();
        }
        run.end('Succeeded');
      },
      a: succeed,
      b: succeed,
      c: succeed,
    });
    const isWrite = ({ method }: { method: string }) => method !== 'GET';
    rig.server.faults.add({ kind: 'drop' }, { when: isWrite, times: 2 });
    rig.server.faults.add({ kind: 'lose-answer' }, { when: isWrite, times: 5 });
    rig.server.faults.add({ kind: 'status', code: 503 }, { when: isWrite, times: 3 });
    const report = await rig.run();
    expect(outcomes(report)).toEqual(['main Succeeded', 'a Succeeded', 'b Succeeded', 'c Succeeded']);
    expect(rig.tekton.runs()).toHaveLength(4);
  });

  test('an API server that is away for a while is waited for', async () => {
    const rig = await open({ main: (run) => run.task({ task: 'go', steps: [signal('child')] }), child: runOn });
    const controller = await rig.start();
    await eventually(() => rig.tekton.runs('child').length === 1);
    await rig.server.stop();
    rig.tekton.run('child').end('Succeeded');
    rig.tekton.run('main').end('Succeeded');
    await rig.server.start();
    expect(outcomes(await controller.report)).toEqual(['main Succeeded', 'child Succeeded']);
  });

  test('an API server that cannot be asked when everything seems over is asked again, for as long as it takes', async () => {
    const rig = await open({ main: succeed }, {}, { retryBoundMs: 20 });
    rig.server.faults.add(
      { kind: 'status', code: 503 },
      {
        when: ({ method, path, isWatch, query }) =>
          method === 'GET' &&
          !isWatch &&
          path.endsWith('/taskruns') &&
          query.has('limit') &&
          rig.tekton.runs('main').some(isDone),
        times: 30,
      },
    );
    const controller = await rig.start();
    await eventually(() => rig.saying('action-postponed').length > 0);
    rig.server.faults.clear();
    rig.clock.advance(6_000);
    expect(await controller.report).toMatchObject({ outcome: 'succeeded' });
  });

  test('versions that are too old are listed anew', async () => {
    const rig = await open({ main: (run) => run.task({ task: 'go', steps: [signal('child')] }), child: runOn });
    const controller = await rig.start();
    await eventually(() => rig.tekton.runs('child').length === 1);
    rig.server.expireVersions();
    rig.server.watches.end();
    rig.tekton.run('child').end('Succeeded');
    rig.tekton.run('main').end('Succeeded');
    expect(await controller.report).toMatchObject({ outcome: 'succeeded' });
  });
});

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
