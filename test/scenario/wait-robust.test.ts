import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
import { openWaitRig, type WaitRig } from '../support/wait-rig.ts';

let waits: WaitRig;

beforeEach(async () => {
  waits = await openWaitRig({ relistMs: 2_000, watchIdleMs: 500 });
});
afterEach(() => waits.close());

/** What goes wrong between the first look at a running child and its end, which has to be seen all the same. */
describe('sees how the child ended though', () => {
  test.each<[string, () => void]>([
    ['the watch died without a word', () => waits.rig.server.freezeConnections()],
    ['the watch was reset', () => waits.rig.server.resetConnections()],
    ['the version it goes on from is too old', () => waits.rig.server.expireVersions()],
    [
      'the server says in the watch that the version is too old',
      () => {
        const status = { kind: 'Status', apiVersion: 'v1', code: 410, reason: 'Expired', message: 'too old' };
        waits.rig.server.watches.write(`${JSON.stringify({ type: 'ERROR', object: status })}\n`);
      },
    ],
    [
      'the server is busy',
      () => {
        waits.rig.server.faults.add({ kind: 'status', code: 429, retryAfterSeconds: 0 }, { times: 3 });
        waits.rig.server.faults.add({ kind: 'status', code: 500 }, { times: 2 });
        waits.rig.server.faults.add({ kind: 'status', code: 503 }, { times: 2 });
        waits.rig.server.resetConnections();
      },
    ],
    ['the watch brings garbage', () => waits.rig.server.watches.write('<html>bad gateway</html>\n')],
  ])('%s', async (_title, goWrong) => {
    waits.childIs('Running');
    const { report } = await waits.wait();
    goWrong();
    waits.childIs('Failed');
    expect(await report).toMatchObject({ outcome: 'failed' });
  });

  test('the API server was away for a while', async () => {
    waits.childIs('Running');
    const { report } = await waits.wait();
    await waits.rig.server.stop();
    waits.childIs('Failed');
    await waits.rig.server.start();
    expect(await report).toMatchObject({ outcome: 'failed' });
  });

  test('the API server was not there when it began', async () => {
    await waits.rig.server.stop();
    const { report } = await waits.begin();
    waits.childIs('Succeeded');
    await waits.rig.server.start();
    expect(await report).toMatchObject({ outcome: 'succeeded' });
  });

  test('it may list but not watch: it polls, and says so', async () => {
    waits.rig.server.policy = ({ verb }) => verb !== 'watch';
    const { report } = await waits.begin();
    await eventually(() => waits.rig.server.requests.some(({ isWatch }) => isWatch));
    waits.childIs('Succeeded');
    expect(await report).toMatchObject({ outcome: 'succeeded' });
  });
});

describe('ends at once with the reason where', () => {
  test('it may not list: verb, resource, namespace and the rule to add', async () => {
    waits.rig.server.policy = () => false;
    const { report } = await waits.begin({ selection: { kind: 'name', name: 'build' }, namespace: 'default' });
    await expect(report).rejects.toMatchObject({
      code: 'not-allowed',
      message: expect.stringContaining('not allowed to list pipelineruns.tekton.dev in namespace default'),
      hint: 'add to a Role (or a bound ClusterRole) in namespace default: {apiGroups: ["tekton.dev"], resources: ["pipelineruns"], verbs: ["list"]}',
    });
  });

  test('the right to list is taken away for good', async () => {
    waits.childIs('Running');
    const { report } = await waits.wait();
    waits.rig.server.policy = () => false;
    waits.rig.server.resetConnections();
    waits.rig.server.expireVersions();
    await expect(report).rejects.toMatchObject({ code: 'not-allowed' });
  });
});
