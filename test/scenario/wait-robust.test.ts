import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
import { openWaitBench, type WaitBench } from '../support/wait-rig.ts';

let waits: WaitBench;

beforeEach(async () => {
  waits = await openWaitBench({ relistMs: 2_000, watchIdleMs: 500 });
});
afterEach(() => waits.close());

/** What goes wrong between the first look at a running child and its end, which has to be seen all the same. */
describe('sees how the child ended though', () => {
  test.each<[string, () => void]>([
    ['the watch died without a word', () => waits.bench.server.freezeConnections()],
    ['the watch was reset', () => waits.bench.server.resetConnections()],
    ['the version it goes on from is too old', () => waits.bench.server.expireVersions()],
    [
      'the server says in the watch that the version is too old',
      () => {
        const status = { kind: 'Status', apiVersion: 'v1', code: 410, reason: 'Expired', message: 'too old' };
        waits.bench.server.watches.write(`${JSON.stringify({ type: 'ERROR', object: status })}\n`);
      },
    ],
    [
      'the server is busy',
      () => {
        waits.bench.server.faults.add({ kind: 'status', code: 429, retryAfterSeconds: 0 }, { times: 3 });
        waits.bench.server.faults.add({ kind: 'status', code: 500 }, { times: 2 });
        waits.bench.server.faults.add({ kind: 'status', code: 503 }, { times: 2 });
        waits.bench.server.resetConnections();
      },
    ],
    ['the watch brings garbage', () => waits.bench.server.watches.write('<html>bad gateway</html>\n')],
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
    await waits.bench.server.stop();
    waits.childIs('Failed');
    await waits.bench.server.start();
    expect(await report).toMatchObject({ outcome: 'failed' });
  });

  test('the API server was not there when it began', async () => {
    await waits.bench.server.stop();
    const { report } = await waits.begin();
    waits.childIs('Succeeded');
    await waits.bench.server.start();
    expect(await report).toMatchObject({ outcome: 'succeeded' });
  });

  test('it may list but not watch: it polls, and says so', async () => {
    waits.bench.server.policy = ({ verb }) => verb !== 'watch';
    const { report } = await waits.begin();
    await eventually(() => waits.bench.server.requests.some(({ isWatch }) => isWatch));
    waits.childIs('Succeeded');
    expect(await report).toMatchObject({ outcome: 'succeeded' });
  });
});

describe('ends at once with the reason where', () => {
  test('it may not list: verb, resource, namespace and the rule to add', async () => {
    waits.bench.server.policy = () => false;
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
    waits.bench.server.policy = () => false;
    waits.bench.server.resetConnections();
    waits.bench.server.expireVersions();
    await expect(report).rejects.toMatchObject({ code: 'not-allowed' });
  });
});
