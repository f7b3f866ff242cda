import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { connect } from '../../../../src/kube/auth/connect.ts';
import type { Timings } from '../../../../src/kube/api/timings.ts';
import type { NoticeCode } from '../../../../src/core/log-codes.ts';
import type { Cluster } from '../../../../src/ports.ts';
import { eventually } from '../../../support/eventually.ts';
import { FakeApiServer } from '../../../support/fake-api-server/fake-api-server.ts';
import { openInPod, refTo } from './in-pod.ts';

const namespace = { apiVersion: 'v1', kind: 'Namespace', name: 'ci' };
const { signal: abort } = new AbortController();

describe('from a desk', () => {
  let folder: string;
  let server: FakeApiServer;
  let cluster: Cluster;
  let notices: NoticeCode[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'first-contact-'));
    server = new FakeApiServer();
    await server.start();
    notices = [];
  });

  afterEach(async () => {
    await cluster.close();
    await server.stop();
    await rm(folder, { recursive: true });
  });

  async function open(kubeconfig: string, timings: Partial<Timings>): Promise<void> {
    const quick = { retryBaseMs: 5, retryCapMs: 20, retryBoundMs: 60_000, ...timings };
    cluster = await connect({ kubeconfig, env: {}, notify: (code) => notices.push(code), timings: quick });
  }

  async function kubeconfig(): Promise<string> {
    await server.kubeconfig(join(folder, 'kubeconfig'));
    return join(folder, 'kubeconfig');
  }

  test('a server that was never reached is given up soon, after some tries', async () => {
    await open(await kubeconfig(), { firstContactMs: 1_000 });
    await server.stop();

    await expect(cluster.get(namespace, abort)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('nothing listens there (ECONNREFUSED)'),
      hint: expect.stringContaining('is this the right cluster?'),
    });
    expect(notices).toEqual(['api-retrying']);
  });

  test('so is one that takes connections and then says nothing', async () => {
    const mute = createServer((socket) => socket.on('error', () => undefined).resume()).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const config = {
      'current-context': 'mute',
      contexts: [{ name: 'mute', context: { cluster: 'mute', user: 'mute' } }],
      clusters: [{ name: 'mute', cluster: { server: `https://127.0.0.1:${(mute.address() as AddressInfo).port}` } }],
      users: [{ name: 'mute', user: { token: 't' } }],
    };
    await writeFile(join(folder, 'mute'), JSON.stringify(config));
    await open(join(folder, 'mute'), { connectTimeoutMs: 40, firstContactMs: 100 });

    await expect(cluster.get(namespace, abort)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('no connection within 0.04 s'),
    });
    mute.close();
  });

  test('a server that was reached before is given the time of any call', async () => {
    await open(await kubeconfig(), { firstContactMs: 20 });
    await cluster.get(namespace, abort);
    await server.stop();

    const found = cluster.get(namespace, abort);
    await new Promise((resolve) => setTimeout(resolve, 150));
    await server.start();

    expect(await found).toBeUndefined();
  });

  test('a server in trouble was reached: it is given the time of any call', async () => {
    await open(await kubeconfig(), { firstContactMs: 20 });
    server.faults.add({ kind: 'status', code: 503 }, { times: 12 });

    expect(await cluster.get(namespace, abort)).toBeUndefined();
  });
});

test('in a pod the server may still be starting: it is given the time of any call', async () => {
  const pod = await openInPod({ firstContactMs: 20, retryBoundMs: 60_000 });
  const { server, cluster, notices } = pod;
  await server.stop();

  const found = cluster.get(refTo('a'), abort);
  await eventually(() => notices.length > 0);
  await new Promise((resolve) => setTimeout(resolve, 150));
  await server.start();

  expect(await found).toBeUndefined();
  await pod.close();
});
