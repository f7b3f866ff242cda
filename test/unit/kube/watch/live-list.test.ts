import { afterEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../../../support/eventually.ts';
import type { Fault } from '../../../support/fake-api-server/faults.ts';
import type { SeenRequest } from '../../../support/fake-api-server/requests.ts';
import { openInPod, refTo, settings } from '../auth/in-pod.ts';
import { closeOpened, isWatch, open, opened, type Settings, show, type Watched } from './watched.ts';

function versionOf(request: SeenRequest | undefined): number {
  return Number(request?.query.get('resourceVersion'));
}

afterEach(closeOpened);

describe('a healthy watch', () => {
  test('asks for bookmarks, for the labels of the list, and for an end within the jittered range', async () => {
    const { watching, watchRequests } = await open({ watchMinMs: 240_000, watchMaxMs: 300_000 });
    await watching();

    const query = watchRequests()[0]?.query;

    expect(query?.get('allowWatchBookmarks')).toBe('true');
    expect(query?.get('labelSelector')).toBe('run=r');
    expect(Number(query?.get('timeoutSeconds'))).toBeGreaterThanOrEqual(240);
    expect(Number(query?.get('timeoutSeconds'))).toBeLessThanOrEqual(300);
  });

  test('rings for each change, and for the last state of what is deleted', async () => {
    const { server, seen, watching } = await open();
    await watching();

    server.put(settings('b'));
    server.put(settings('b', '2'));
    server.delete(refTo('a'));

    await eventually(() => seen.length === 4);
    expect(seen).toEqual(['a=1 b=1', 'a=1 b=2', 'a=1 b=2', 'b=2']);
  });

  test('stays open while bookmarks come, however quiet it is', async () => {
    const { server, notices, watching, watchRequests } = await open({ watchIdleMs: 400 });
    await watching();
    server.watches.bookmarkMs = 50;
    server.watches.end();
    await watching(2);
    const before = watchRequests().length;

    await new Promise((resolve) => setTimeout(resolve, 900));

    expect(watchRequests()).toHaveLength(before);
    expect(notices).toEqual([]);
  });

  test('that the server ends goes on from the last version that it told, bookmarks included', async () => {
    const { server, seen, watching, watchRequests, listRequests } = await open();
    await watching();
    server.put(settings('b'));
    await eventually(() => seen.length === 1);
    const bookmark = { kind: 'ConfigMap', apiVersion: 'v1', metadata: { resourceVersion: '1500' } };
    server.watches.write(`${JSON.stringify({ type: 'BOOKMARK', object: bookmark })}\n`);

    server.watches.end();
    await watching(2);

    expect(versionOf(watchRequests()[1])).toBe(1500);
    expect(listRequests()).toHaveLength(1);
  });

  test('is replaced by a list after the relist period', async () => {
    const { server, seen, listRequests, watching } = await open({ relistMs: 100 });
    await watching();
    // A change that the watch does not tell: only a list can find it.
    server.watches.freeze();
    server.put(settings('b'));

    await eventually(() => seen.length === 1);

    expect(seen).toEqual(['a=1 b=1']);
    expect(listRequests().length).toBeGreaterThan(1);
  });
});

describe('a watch that breaks', () => {
  const breaks: readonly (readonly [string, (pod: Watched) => void])[] = [
    ['is ended by the server', ({ server }) => server.watches.end()],
    ['is reset', ({ server }) => server.resetConnections()],
    ['holds a line that is not JSON', ({ server }) => server.watches.write('garbage\n')],
    ['holds an event of an unknown type', ({ server }) => server.watches.write('{"type":"SURPRISE","object":{}}\n')],
    ['holds an object without metadata', ({ server }) => server.watches.write('{"type":"ADDED","object":{}}\n')],
    [
      'says that the version is too old',
      ({ server }) => server.watches.write('{"type":"ERROR","object":{"kind":"Status","code":410,"message":"old"}}\n'),
    ],
    [
      'says that something else went wrong',
      ({ server }) => server.watches.write('{"type":"ERROR","object":{"kind":"Status","code":500,"message":"no"}}\n'),
    ],
    [
      'is cut in the middle of an event',
      ({ server }) => {
        server.watches.write('{"type":"ADDED","object":{"kind":"Con');
        setImmediate(() => server.resetConnections());
      },
    ],
  ];

  test.each(breaks)('because it %s misses nothing and doubles nothing', async (_name, breakIt) => {
    const pod = await open();
    const { server, live, seen, watching } = pod;
    await watching();

    breakIt(pod);
    server.put(settings('b'));
    server.put(settings('b', '2'));
    await watching(2);
    server.put(settings('c'));

    await eventually(() => show(live.items()) === 'a=1 b=2 c=1');
    expect(new Set(seen).size).toBe(seen.length);
    expect(live.failure()).toBeUndefined();
  });

  test('without a word, its connection dead, is noticed by its silence', async () => {
    const { server, seen, notices, watching } = await open({ watchIdleMs: 150 });
    await watching();
    server.freezeConnections();
    server.put(settings('b'));

    await eventually(() => seen.length === 1);

    expect(notices).toContainEqual({ code: 'watch-broken', message: expect.stringContaining('no data for 0.15 s') });
  });

  test('with an end of the server comes back with the server', async () => {
    const { server, seen, notices, watching } = await open();
    await watching();

    await server.stop();
    await eventually(() => notices.some(({ code }) => code === 'api-retrying'));
    server.put(settings('b'));
    await server.start();

    await eventually(() => seen.length === 1);
    expect(seen).toEqual(['a=1 b=1']);
  });

  test.each([
    ['an HTTP status', { kind: 'status', code: 410, reason: 'Expired' }],
    ['a server error', { kind: 'status', code: 500 }],
    ['too many requests', { kind: 'status', code: 429 }],
    ['a cut connection', { kind: 'drop' }],
    ['a bad request', { kind: 'status', code: 400 }],
  ] satisfies [string, Fault][])('at its very beginning with %s is set up again', async (_name, fault) => {
    const { server, seen, watching } = await open();
    server.faults.add(fault, { when: isWatch, times: 3 });
    server.watches.end();
    await watching(4);

    server.put(settings('b'));

    await eventually(() => seen.length === 1);
  });

  test('again and again with 410 does not make a storm of lists', async () => {
    const { server, listRequests, watching } = await open({ retryBaseMs: 60, retryCapMs: 10_000 });
    await watching();
    server.faults.add({ kind: 'status', code: 410, reason: 'Expired' }, { when: isWatch, times: 1_000 });
    server.watches.end();

    await new Promise((resolve) => setTimeout(resolve, 500));

    expect(listRequests().length).toBeLessThan(20);
  });

  test('while what it watched was deleted finds that out from the list', async () => {
    const { server, live, watching } = await open();
    await watching();
    server.faults.add({ kind: 'status', code: 503 }, { when: isWatch, times: 2 });
    server.watches.end();
    server.delete(refTo('a'));
    server.expireVersions();

    await eventually(() => live.items().length === 0);
  });
});

describe('large and split events', () => {
  test('of more than a megabyte arrive whole, in small pieces and with letters cut in two', async () => {
    const { server, live, watching } = await open();
    await watching();
    const v = 'ü🚀'.repeat(200_000);
    const object = {
      ...settings('big', v),
      metadata: { ...settings('big').metadata, uid: 'u', resourceVersion: '2000' },
    };
    const bytes = Buffer.from(`${JSON.stringify({ type: 'ADDED', object })}\n`);

    for (let at = 0; at < bytes.length; at += 9_973) {
      server.watches.write(bytes.subarray(at, at + 9_973));
    }

    const big = await eventually(() => live.items().find(({ metadata }) => metadata.name === 'big'));
    expect(big.data.v === v).toBe(true);
  });
});

describe('rights and credentials', () => {
  test('a new token is taken up when the watch is set up again', async () => {
    const { server, seen, watching, rotateToken } = await open();
    await watching();
    await rotateToken('second-token');
    server.watches.end();

    server.put(settings('b'));

    await eventually(() => seen.length === 1);
  });

  test('without the right to watch it lists again and again, and says so once', async () => {
    const pod = await openInPod();
    opened.push(pod);
    const { server, cluster, abort, notices } = pod;
    server.policy = ({ verb }) => verb !== 'watch';
    const live = await cluster.watch<Settings>(
      { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'ci', labelSelector: 'run=r' },
      { onChange: () => undefined, abort },
    );

    server.put(settings('b'));
    await eventually(() => live.items().length === 1);
    server.delete(refTo('b'));
    await eventually(() => live.items().length === 0);

    expect(notices).toEqual([
      {
        code: 'watch-polling',
        message: expect.stringMatching(
          /^not allowed to watch configmaps in namespace ci: .*; listing every 0.01 s instead$/,
        ),
      },
    ]);
    expect(server.requests.filter(isWatch)).toHaveLength(1);
  });

  test('a right to watch that comes later is used', async () => {
    const { server, watching, notices } = await open({ rewatchMs: 50 });
    await watching();
    server.policy = ({ verb }) => verb !== 'watch';
    server.watches.end();
    await eventually(() => notices.length > 0);

    server.policy = () => true;

    await eventually(() => server.watches.count() === 1);
  });

  test('losing the right to list is a failure, told by a ring', async () => {
    const { server, live, seen, notices, watching } = await open();
    await watching();
    server.policy = () => false;
    server.watches.end();
    server.expireVersions();

    await eventually(() => live.failure() !== undefined);

    expect(live.failure()).toMatchObject({ code: 'not-allowed', message: expect.stringContaining('list configmaps') });
    expect(seen).toHaveLength(1);
    expect(notices.at(-1)?.code).toBe('watch-failed');
  });

  test('a server that refuses for a moment, as one does while it starts, is no failure', async () => {
    const { server, live, seen, watching } = await open({ refusalGraceMs: 60_000 });
    await watching();
    server.faults.add({ kind: 'status', code: 401 }, { times: 4 });
    server.faults.add({ kind: 'status', code: 403 }, { times: 2 });
    server.watches.end();

    server.put(settings('b'));

    await eventually(() => seen.length === 1);
    expect(live.failure()).toBeUndefined();
  });

  test('a kind that is no longer served is a failure', async () => {
    const { server, live, watching } = await open();
    await watching();
    server.served[''] = [];
    server.watches.end();

    await eventually(() => live.failure() !== undefined);

    expect(live.failure()).toMatchObject({ hint: 'the cluster does not serve configmaps' });
  });
});

describe('an onChange that throws', () => {
  test('ends the collection with its error, told by one more ring', async () => {
    let rings = 0;
    const { server, live, watching } = await open({}, () => {
      rings += 1;
      if (rings === 1) {
        throw new TypeError('our own bug');
      }
    });
    await watching();

    server.put(settings('b'));

    await eventually(() => rings === 2);
    expect(live.failure()).toEqual(new TypeError('our own bug'));
    expect(show(live.items())).toBe('a=1 b=1');
  });
});

describe('after its signal', () => {
  test('nothing is asked any more, also where it was waiting to try again', async () => {
    const pod = await openInPod({ retryBaseMs: 50 });
    opened.push(pod);
    const { server, cluster } = pod;
    const stop = new AbortController();
    await cluster.watch(
      { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'ci', labelSelector: '' },
      { onChange: () => undefined, abort: stop.signal },
    );
    server.faults.add({ kind: 'status', code: 503 }, { times: 1_000 });
    await eventually(() => server.requests.length > 2);

    stop.abort();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const before = server.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 200));

    expect(server.requests).toHaveLength(before);
    await eventually(() => server.watches.count() === 0);
  });
});
