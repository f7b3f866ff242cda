import { afterEach, describe, expect, test } from '@jest/globals';
import { type RunRig, openRunRig, outcomes } from '../support/run-rig.ts';
import { LABEL_PIPELINE } from '../../src/core/launch/labels.ts';
import { eventually } from '../support/eventually.ts';
import type { Fault } from '../support/fake-api-server/faults.ts';
import type { SeenRequest } from '../support/fake-api-server/requests.ts';
import type { Script } from '../support/scripted-tekton.ts';
import { signal, succeed } from '../support/scripts.ts';

let rig: RunRig;
afterEach(() => rig.close());

/** Main calls a child and waits for it; the child calls a grandchild and does not. */
const scripts: Readonly<Record<string, Script>> = {
  main: async (run) => {
    run.task({ task: 'go', steps: [signal('child')] });
    await run.ended('child');
    run.end('Succeeded');
  },
  child: (run) => {
    run.task({ task: 'go', reason: 'Succeeded', results: signal('grandchild') });
    run.end('Succeeded');
  },
  grandchild: succeed,
};
const ALL_SUCCEEDED = ['main Succeeded', 'child Succeeded', 'grandchild Succeeded'];

const isWrite = ({ method }: SeenRequest) => method !== 'GET';

/** What the cluster must look like whatever happened on the way: each run once, alone in a namespace, its task once. */
function expectOneOfEach(): void {
  const runs = rig.tekton.runs();
  const nameOf = (pipeline: string) => rig.tekton.run(pipeline).object.metadata.name;
  expect(runs.map(({ metadata }) => metadata.labels?.[LABEL_PIPELINE]).sort()).toEqual(['child', 'grandchild', 'main']);
  const namespaces = rig.server.objects('Namespace').map(({ metadata }) => metadata.name);
  expect([...namespaces].sort()).toEqual(['default', ...runs.map(({ metadata }) => metadata.namespace)].sort());
  const owners = rig.server.objects('TaskRun').map(({ metadata }) => metadata.ownerReferences?.[0]?.name);
  expect([...owners].sort()).toEqual([nameOf('child'), nameOf('main')]);
}

async function countWrites(): Promise<number> {
  rig = await openRunRig({ scripts });
  await rig.run();
  const writes = rig.server.requests.filter(isWrite).length;
  await rig.close();
  return writes;
}

describe('a controller that is killed and started again', () => {
  const faults: readonly [string, Fault][] = [
    ['before the cluster took its write', { kind: 'hang' }],
    ['after the cluster took its write, without knowing', { kind: 'lose-answer' }],
  ];

  test.each(faults)('at every write, %s, doubles nothing and loses nothing', async (_title, fault) => {
    const writes = await countWrites();
    expect(writes).toBeGreaterThan(20);
    for (let index = 1; index <= writes; index += 1) {
      rig = await openRunRig({ scripts });
      const first = await rig.start();
      const killed = new Promise<void>((resolve) => {
        let seen = 0;
        const when = (request: SeenRequest) => {
          if (isWrite(request)) seen += 1;
          if (!isWrite(request) || seen !== index) return false;
          first.kill();
          resolve();
          return true;
        };
        rig.server.faults.add(fault, { when });
      });
      // Fewer writes where an action was decided twice before its effect was seen: then the first one ends well.
      await Promise.race([killed, first.report.catch(() => undefined)]);

      expect(outcomes(await rig.run())).toEqual(ALL_SUCCEEDED);
      expectOneOfEach();
      await rig.close();
    }
    rig = await openRunRig({ scripts });
  });

  test('after everything has ended, tells the same once more and creates nothing', async () => {
    rig = await openRunRig({ scripts });
    await rig.run();
    const before = rig.server.requests.length;
    expect(outcomes(await rig.run())).toEqual(ALL_SUCCEEDED);
    expect(rig.server.requests.slice(before).filter(isWrite)).toEqual([]);
  });

  test('while a task runs that signals only later', async () => {
    rig = await openRunRig({ scripts: { ...scripts, main: () => undefined } });
    const first = await rig.start();
    await eventually(() => rig.tekton.runs('main').length === 1);
    first.kill();
    rig.tekton.run('main').task({ task: 'go', reason: 'Succeeded', results: signal('child') });
    rig.tekton.run('main').end('Succeeded');
    expect(outcomes(await rig.run())).toEqual(ALL_SUCCEEDED);
    expectOneOfEach();
  });
});

describe('two controllers of the same run', () => {
  test('that start together launch everything once, and both tell the same', async () => {
    rig = await openRunRig({ scripts });
    const [one, other] = await Promise.all([rig.start(), rig.start()]);
    const reports = await Promise.all([one.report, other.report]);
    expect(reports.map(outcomes)).toEqual([ALL_SUCCEEDED, ALL_SUCCEEDED]);
    expectOneOfEach();
    expect(rig.saying('run-launched')).toHaveLength(3);
  });

  test('of which one is stopped: the other sees its runs cancelled', async () => {
    rig = await openRunRig({
      scripts: { main: (run) => run.task({ task: 'go', steps: [signal('child')] }), child: () => undefined },
    });
    const [one, other] = [await rig.start(), await rig.start()];
    await eventually(() => rig.tekton.runs('child').length === 1);
    one.stop();
    expect(await one.report).toMatchObject({ outcome: 'cancelled' });
    expect(await other.report).toMatchObject({ outcome: 'cancelled' });
  });
});

test('a child that was created and deleted before any list showed it is deleted, not launched again', async () => {
  rig = await openRunRig({
    scripts: {
      main: (run) => run.task({ task: 'go', reason: 'Succeeded', results: signal('child') }),
      child: () => undefined,
    },
  });
  const isChild = (text: string) => /"name":"child-/.test(text);
  // Silent from before the creation on, so that nothing but a question of its own can tell the controller.
  const when = ({ method, path, body }: SeenRequest) => {
    if (method === 'POST' && path.endsWith('/pipelineruns') && isChild(JSON.stringify(body)))
      rig.server.watches.freeze();
    return false;
  };
  rig.server.faults.add({ kind: 'drop' }, { when });
  rig.server.onCreate(({ kind, metadata: { namespace = '', name = '' } }) => {
    if (kind === 'PipelineRun' && name.startsWith('child-')) rig.server.delete({ kind, namespace, name });
  });
  const controller = await rig.start();
  await eventually(() => rig.saying('run-launched').length === 2);
  const asked = ({ method, path }: SeenRequest) => method === 'GET' && /pipelineruns\/child-/.test(path);
  await eventually(() => {
    rig.clock.advance(6_000);
    return rig.server.requests.some(asked);
  });
  rig.tekton.run('main').end('Succeeded');
  rig.server.watches.end();
  expect(await controller.report).toMatchObject({ outcome: 'deleted' });
  expect(rig.tekton.runs('child')).toEqual([]);
  expect(rig.saying('run-launched')).toHaveLength(2);
});
