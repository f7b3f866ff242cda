import { afterEach, describe, expect, test } from '@jest/globals';
import type { CleanUpPolicy } from '../../../../src/app/run/clean-up.ts';
import { type ClosedRun, closeRun } from '../../../../src/app/run/close-run.ts';
import { type RunRig, openRunRig } from '../../../support/run-rig.ts';
import { eventually } from '../../../support/eventually.ts';
import type { Script } from '../../../support/scripted-tekton.ts';
import { signal, signalling, succeed } from '../../../support/scripts.ts';

let rig: RunRig;
afterEach(() => rig.close());

/** Runs to the end and closes; gives what was published, and the codes in their order, `publish` among them. */
async function close(scripts: Readonly<Record<string, Script>>, policy: CleanUpPolicy = 'always') {
  rig = await openRunRig({ scripts });
  const report = await rig.run();
  const before = rig.told.length;
  const published: ClosedRun[] = [];
  let publishedAfter = 0;
  const publish = (closed: ClosedRun) => {
    published.push(closed);
    publishedAfter = rig.told.length - before;
    return Promise.resolve();
  };
  const dependencies = { cluster: await rig.connect(), reporter: rig.reporter, publish };
  const closed = await closeRun(report, { policy, namespace: 'default' }, dependencies);
  expect(published).toEqual([closed]);
  const codes: string[] = rig.told.slice(before).map(({ code }) => code);
  return { closed, codes: codes.toSpliced(publishedAfter, 0, 'publish'), report };
}

describe('a run that succeeded', () => {
  test('is recorded, cleaned up, handed on and finished, in this order', async () => {
    const { closed, codes, report } = await close({ main: signalling(signal('child')), child: succeed });
    expect(codes).toEqual(['recorded', 'cleaned-up', 'publish', 'run-finished']);
    expect(closed).toMatchObject({ runId: 'r1', outcome: 'succeeded', message: '2 runs succeeded' });
    expect(closed.runs.map(({ pipeline }) => pipeline)).toEqual(['main', 'child']);
    await eventually(() => rig.server.object({ kind: 'Namespace', name: report.tree.launch.namespace }) === undefined);
  });

  test('alone is one run', async () => {
    expect((await close({ main: succeed })).closed.message).toBe('1 run succeeded');
  });

  test('leaves its record behind', async () => {
    const { closed } = await close({ main: succeed });
    const kept = rig.server.object({ kind: 'ConfigMap', namespace: 'default', name: 'subpipe-record-r1' });
    const data = kept?.['data'] as Record<string, string>;
    expect(JSON.parse(data['record.json'] ?? '')).toEqual({ runId: 'r1', outcome: 'Succeeded', runs: closed.runs });
  });
});

test('of a run that did not succeed the logs come before the clean-up, and the cause is named', async () => {
  const build = {
    task: 'build',
    reason: 'Failed',
    podName: 'build-pod',
    stepStates: [{ name: 'test', container: 'step-test', terminated: { exitCode: 1 } }],
  } as const;
  const main: Script = (run) => {
    const { namespace = '' } = rig.tekton.run('main').object.metadata;
    rig.server.put({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'build-pod', namespace } });
    rig.server.logs.set({ namespace, name: 'build-pod', container: 'step-test' }, 'oops\n');
    run.task(build);
    run.end('Failed');
  };
  const { closed, codes, report } = await close({ main });
  expect(codes).toEqual(['recorded', 'step-log', 'cleaned-up', 'publish', 'run-finished']);
  const { namespace, name } = report.tree.launch;
  expect(closed.message).toMatch(new RegExp(`^${namespace}/${name}: task build, step test, exit code 1: `));
  expect(rig.saying('run-finished')).toMatchObject([{ level: 'error', facts: { outcome: 'failed', runs: 1 } }]);
});

test('what cannot be recorded or cleaned up changes nothing of how it ended', async () => {
  rig = await openRunRig({ scripts: { main: succeed } });
  const report = await rig.run();
  rig.server.policy = () => false;
  const dependencies = { cluster: await rig.connect(), reporter: rig.reporter, publish: () => Promise.resolve() };
  const closed = await closeRun(report, { policy: 'always', namespace: 'default' }, dependencies);
  expect(closed.outcome).toBe('succeeded');
  expect(rig.told.slice(-3).map(({ code }) => code)).toEqual(['record-failed', 'clean-up-failed', 'run-finished']);
});
