import { afterEach, describe, expect, test } from '@jest/globals';
import type { Timings } from '../../../../src/kube/api/timings.ts';
import { eventually } from '../../../support/eventually.ts';
import type { SeenRequest } from '../../../support/fake-api-server/requests.ts';
import { type InPod, openInPod, refTo, settings } from '../auth/in-pod.ts';

const opened: InPod[] = [];

async function open(timings: Partial<Timings> = {}): Promise<InPod> {
  const pod = await openInPod(timings);
  opened.push(pod);
  return pod;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((pod) => pod.close()));
});

describe('a server in trouble', () => {
  test.each([500, 502, 503, 504, 429])(
    'that answers %d three times is asked until it gives the object',
    async (code) => {
      const { server, cluster, abort } = await open();
      server.put(settings('a'));
      server.faults.add({ kind: 'status', code }, { times: 3 });

      const found = await cluster.get(refTo('a'), abort);

      expect(found?.metadata.name).toBe('a');
      expect(server.requests).toHaveLength(4);
    },
  );

  test('is left alone for as long as its Retry-After says', async () => {
    const { server, cluster, abort } = await open({ retryBoundMs: 3_600_000 });
    const isOf = (name: string) => (request: SeenRequest) => request.path.endsWith(`/${name}`);
    server.faults.add({ kind: 'status', code: 429, retryAfterSeconds: 600 }, { when: isOf('a') });
    server.faults.add({ kind: 'status', code: 503 }, { when: isOf('b'), times: 8 });

    const patient = cluster.get(refTo('a'), abort).catch(() => undefined);
    await eventually(() => server.requests.some(isOf('a')));
    // Another call is tried again eight times meanwhile.
    await cluster.get(refTo('b'), abort);

    expect(server.requests.filter(isOf('b'))).toHaveLength(9);
    expect(server.requests.filter(isOf('a'))).toHaveLength(1);
    await cluster.close();
    await patient;
  });

  test('that stays so is given up within the bound, with its address and its words', async () => {
    const { server, cluster, abort, notices } = await open({ retryBoundMs: 1_000 });
    server.faults.add({ kind: 'status', code: 503, message: 'etcd has no leader' }, { times: 1_000 });

    await expect(cluster.get(refTo('a'), abort)).rejects.toMatchObject({
      code: 'unreachable',
      message: `the API server https://127.0.0.1:${server.port} answers 503: etcd has no leader`,
    });
    expect(notices).toEqual([{ code: 'api-retrying', message: expect.stringContaining('trying again') }]);
  });

  test('behind a proxy that answers with a page is quoted in short', async () => {
    const { server, cluster, abort } = await open({ retryBoundMs: 20 });
    server.faults.add({ kind: 'body', code: 502, text: `<html>${'x'.repeat(5_000)}` }, { times: 1_000 });

    const failure = cluster.get(refTo('a'), abort);

    await expect(failure).rejects.toMatchObject({ message: expect.stringMatching(/answers 502: <html>x{900,}$/) });
    await expect(failure).rejects.toMatchObject({ message: expect.not.stringMatching(/x{1001}/) });
  });

  test('that answers 200 with what is not JSON is an error of the API', async () => {
    const { server, cluster, abort } = await open();
    server.faults.add({ kind: 'body', code: 200, text: '<html>please log in</html>' });

    await expect(cluster.get(refTo('a'), abort)).rejects.toMatchObject({
      code: 'api',
      message: expect.stringContaining('cannot get configmaps a in namespace ci: the answer is not JSON'),
    });
  });
});

describe('a connection', () => {
  test('is used again by the next call', async () => {
    const { server, cluster, abort } = await open();

    for (let call = 0; call < 5; call += 1) {
      await cluster.get(refTo('a'), abort);
    }

    expect(server.connectionCount).toBe(1);
  });

  test('that the server cuts is made anew', async () => {
    const { server, cluster, abort } = await open();
    server.put(settings('a'));
    server.faults.add({ kind: 'drop' }, { times: 2 });

    expect(await cluster.get(refTo('a'), abort)).toBeDefined();
  });

  test('on which no answer comes is given up for a new one', async () => {
    const { server, cluster, abort } = await open({ responseTimeoutMs: 300 });
    server.put(settings('a'));
    server.faults.add({ kind: 'hang' });

    expect(await cluster.get(refTo('a'), abort)).toBeDefined();
  });

  test('that died without a word while idle is given up for a new one', async () => {
    const { server, cluster, abort } = await open({ responseTimeoutMs: 300 });
    server.put(settings('a'));
    await cluster.get(refTo('a'), abort);
    server.freezeConnections();

    expect(await cluster.get(refTo('a'), abort)).toBeDefined();
    expect(server.connectionCount).toBe(2);
  });

  test('that is refused names the server and what that means', async () => {
    const { server, cluster, abort } = await open({ retryBoundMs: 50 });
    await server.stop();

    await expect(cluster.get(refTo('a'), abort)).rejects.toMatchObject({
      code: 'unreachable',
      message: `cannot reach the API server https://127.0.0.1:${server.port}: nothing listens there (ECONNREFUSED)`,
      hint: expect.stringContaining("this pod's ServiceAccount"),
    });
  });

  test('comes back with the server', async () => {
    const { server, cluster, abort } = await open();
    server.put(settings('a'));
    await server.stop();
    const found = cluster.get(refTo('a'), abort);
    await server.start();

    expect(await found).toBeDefined();
  });

  test('closed by us ends what is under way at once', async () => {
    const { server, cluster, abort } = await open();
    server.faults.add({ kind: 'hang' });
    const call = cluster.get(refTo('a'), abort);
    const failure = expect(call).rejects.toMatchObject({ code: 'interrupted' });

    await cluster.close();

    await failure;
  });
});

describe('a signal', () => {
  test('ends the wait between two tries', async () => {
    const { server, cluster } = await open({ retryBaseMs: 60_000, retryCapMs: 60_000, retryBoundMs: 600_000 });
    server.faults.add({ kind: 'status', code: 503 }, { times: 100 });
    const stop = new AbortController();
    const call = cluster.get(refTo('a'), stop.signal);
    const failure = expect(call).rejects.toThrow('enough');
    setTimeout(() => stop.abort(new Error('enough')), 50);

    await failure;
  });
});

describe('credentials', () => {
  test('that were replaced are read again', async () => {
    const { server, cluster, abort, rotateToken } = await open();
    await cluster.get(refTo('a'), abort);
    server.put(settings('a'));
    await rotateToken('second-token');

    expect(await cluster.get(refTo('a'), abort)).toBeDefined();
  });

  test('that the server refuses for good are an error without the token in it', async () => {
    const { server, cluster, abort } = await open();
    server.token = 'another-token';

    const error: unknown = await cluster.get(refTo('a'), abort).catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({
      code: 'not-allowed',
      message: `the API server https://127.0.0.1:${server.port} does not accept the credentials: Unauthorized`,
    });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('first-token');
    expect(server.requests).toHaveLength(2);
  });
});

describe('a create', () => {
  test('whose answer was lost gives the object, as one that was there already', async () => {
    const { server, cluster, abort } = await open();
    server.faults.add({ kind: 'lose-answer' });

    const { created, object } = await cluster.create(settings('once'), abort);

    expect(created).toBe(false);
    expect(object).toEqual(server.object(refTo('once')));
    expect(server.objects('ConfigMap')).toHaveLength(1);
  });

  test('whose answer was lost is not repeated where the server chooses the name', async () => {
    const { server, cluster, abort } = await open();
    server.faults.add({ kind: 'lose-answer' });
    const unnamed = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'x-', namespace: 'ci' } };

    await expect(cluster.create(unnamed, abort)).rejects.toMatchObject({ code: 'unreachable' });

    expect(server.objects('ConfigMap')).toHaveLength(1);
  });

  test('that meets another writer is repeated', async () => {
    const { server, cluster, abort } = await open();
    server.faults.add({ kind: 'status', code: 409, reason: 'Conflict', message: 'quota was modified' }, { times: 2 });

    expect(await cluster.create(settings('a'), abort)).toMatchObject({ created: true });
  });

  test('that meets other writers again and again is a conflict', async () => {
    const { server, cluster, abort } = await open();
    server.faults.add({ kind: 'status', code: 409, reason: 'Conflict', message: 'quota was modified' }, { times: 99 });

    await expect(cluster.create(settings('a'), abort)).rejects.toMatchObject({
      code: 'conflict',
      message: 'cannot create configmaps a in namespace ci: quota was modified',
    });
  });

  test('that a quota refuses says so, and proposes no Role', async () => {
    const { server, cluster, abort } = await open();
    const message = 'configmaps "a" is forbidden: exceeded quota: small, requested: count/configmaps=1';
    server.faults.add({ kind: 'status', code: 403, reason: 'Forbidden', message });

    await expect(cluster.create(settings('a'), abort)).rejects.toMatchObject({
      code: 'not-allowed',
      message: expect.stringContaining('exceeded quota'),
      hint: undefined,
    });
  });
});

describe('a list', () => {
  test('whose continue token expires starts over and gives each object once', async () => {
    const { server, cluster, abort } = await open();
    for (let index = 0; index < 1_200; index += 1) {
      server.put(settings(`many-${String(index)}`));
    }
    server.faults.add(
      { kind: 'status', code: 410, reason: 'Expired' },
      { when: ({ query }) => query.has('continue'), times: 1 },
    );

    const items = await cluster.list({ apiVersion: 'v1', kind: 'ConfigMap', labelSelector: 'run=r' }, abort);

    expect(new Set(items.map(({ metadata }) => metadata.name)).size).toBe(1_200);
    expect(items).toHaveLength(1_200);
    expect(server.requests.map(({ query }) => query.get('limit'))).toEqual(['500', '500', null]);
  });
});

describe('the end of a log', () => {
  test('is as many lines as were asked for', async () => {
    const { server, cluster, abort } = await open();
    server.logs.set({ namespace: 'ci', name: 'pod', container: 'step-a' }, 'one\ntwo\nthrée\n');

    const tail = await cluster.logTail({ namespace: 'ci', name: 'pod', container: 'step-a', lines: 2 }, abort);

    expect(tail).toBe('two\nthrée\n');
  });
});
