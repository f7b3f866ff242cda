import { afterEach, describe, expect, test } from '@jest/globals';
import type { Collection } from '../../../../src/ports.ts';
import { eventually } from '../../../support/eventually.ts';
import { openInPod, refTo, settings } from '../auth/in-pod.ts';
import { closeOpened, isWatch, open, opened, type Settings, show } from './watched.ts';

afterEach(closeOpened);

const inCi: Collection = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'ci', labelSelector: 'run=r' };

describe('a server in trouble', () => {
  test('is left alone by a watch for as long as its Retry-After says', async () => {
    const { server, cluster, abort, watching, watchRequests } = await open();
    await watching();
    server.faults.add({ kind: 'status', code: 429, retryAfterSeconds: 600 }, { when: isWatch });
    server.watches.end();
    await eventually(() => watchRequests().length === 2);

    // A call is tried again eight times meanwhile.
    server.faults.add({ kind: 'status', code: 503 }, { times: 8 });
    await cluster.get(refTo('a'), abort);

    expect(watchRequests()).toHaveLength(2);
  });

  test('whose storm of 503 outlasts the bound of every call is asked until it is over', async () => {
    const { server, live, seen, notices, watching } = await open({ retryBoundMs: 20 });
    await watching();
    server.faults.add({ kind: 'status', code: 503, message: 'etcd has no leader' }, { times: 60 });
    server.expireVersions();
    server.watches.end();
    server.put(settings('b'));

    await eventually(() => seen.length === 1);

    expect(seen).toEqual(['a=1 b=1']);
    expect(live.failure()).toBeUndefined();
    expect(notices).toContainEqual({
      code: 'api-retrying',
      message: expect.stringMatching(/^watching ConfigMap: .*; trying again$/),
    });
  });

  test('that restarts with its versions forgotten gives what is there now, and takes the token of now', async () => {
    const { server, live, watching, rotateToken } = await open();
    await watching();

    await server.stop();
    server.put(settings('b'));
    server.delete(refTo('a'));
    server.expireVersions();
    await rotateToken('second-token');
    await server.start();

    await eventually(() => show(live.items()) === 'b=1');
    await watching();
    server.put(settings('c'));
    await eventually(() => show(live.items()) === 'b=1 c=1');
    expect(live.failure()).toBeUndefined();
  });

  test('that takes a watch and then says nothing, not even headers, is noticed', async () => {
    const { server, seen, watching } = await open({ responseTimeoutMs: 300 });
    await watching();
    server.faults.add({ kind: 'hang' }, { when: isWatch });
    server.watches.end();
    await eventually(() => server.requests.filter(isWatch).length === 2);

    server.put(settings('b'));

    await eventually(() => seen.length === 1);
  });
});

describe('rights', () => {
  test.each([
    [
      'in one namespace',
      inCi,
      'not allowed to list configmaps in namespace ci: ',
      'add to a Role (or a bound ClusterRole) in namespace ci: {apiGroups: [""], resources: ["configmaps"], verbs: ["list"]}',
    ],
    [
      'in all namespaces',
      { apiVersion: 'tekton.dev/v1', kind: 'PipelineRun', labelSelector: 'run=r' },
      'not allowed to list pipelineruns.tekton.dev in all namespaces: ',
      'add to a ClusterRole with a ClusterRoleBinding: {apiGroups: ["tekton.dev"], resources: ["pipelineruns"], verbs: ["list"]}',
    ],
  ])(
    'to list that are missing %s end the watch before it begins, with the rule to add',
    async (_name, collection, message, hint) => {
      const pod = await openInPod();
      opened.push(pod);
      const { server, cluster, abort } = pod;
      server.policy = ({ verb }) => verb !== 'list';

      await expect(cluster.watch(collection, { onChange: () => undefined, abort })).rejects.toMatchObject({
        code: 'not-allowed',
        message: expect.stringContaining(message),
        hint,
      });
      expect(server.requests).toHaveLength(1);
    },
  );

  test('to get that are missing name verb, resource, object and namespace, with the rule to add', async () => {
    const pod = await openInPod();
    opened.push(pod);
    pod.server.policy = ({ verb }) => verb !== 'get';

    await expect(pod.cluster.get(refTo('a'), pod.abort)).rejects.toMatchObject({
      code: 'not-allowed',
      message: expect.stringContaining('not allowed to get configmaps a in namespace ci: '),
      hint: 'add to a Role (or a bound ClusterRole) in namespace ci: {apiGroups: [""], resources: ["configmaps"], verbs: ["get"]}',
    });
  });
});

describe('one object by its name', () => {
  const named: Collection = { ...inCi, labelSelector: '', fieldSelector: 'metadata.name=b' };

  test('is asked for so by each list and each watch', async () => {
    const pod = await openInPod({ relistMs: 50 });
    opened.push(pod);
    const { server, cluster, abort } = pod;
    server.put(settings('a'));
    const live = await cluster.watch<Settings>(named, { onChange: () => undefined, abort });

    server.put(settings('b'));

    await eventually(() => show(live.items()) === 'b=1' && server.requests.filter(isWatch).length > 1);
    expect(new Set(server.requests.map(({ query }) => query.get('fieldSelector')))).toEqual(
      new Set(['metadata.name=b']),
    );
    expect(server.requests.some(({ query }) => query.has('labelSelector'))).toBe(false);
  });

  test('is polled for where watching is not allowed', async () => {
    const pod = await openInPod();
    opened.push(pod);
    const { server, cluster, notices, abort } = pod;
    server.policy = ({ verb }) => verb !== 'watch';
    const live = await cluster.watch<Settings>(named, { onChange: () => undefined, abort });

    server.put(settings('a'));
    server.put(settings('b'));

    await eventually(() => show(live.items()) === 'b=1');
    expect(notices.map(({ code }) => code)).toEqual(['watch-polling']);
  });
});
