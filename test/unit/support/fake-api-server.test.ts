import { Agent, request } from 'node:https';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.ts';
import { FakeApiServer } from '../../support/fake-api-server/fake-api-server.ts';

// What the contract suite cannot show through the Cluster port: raw HTTP, and what tests do to the server.

type Answer = { readonly status: number; readonly body: Record<string, unknown> };

let server: FakeApiServer;
let agent: Agent;

beforeEach(async () => {
  server = new FakeApiServer();
  server.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ci' } });
  await server.start();
  agent = new Agent({ ca: server.ca, keepAlive: true });
});

afterEach(async () => {
  agent.destroy();
  await server.stop();
});

function ask(method: string, path: string, body?: object, token = server.token): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    const outgoing = request({ host: '127.0.0.1', port: server.port, agent, method, path, headers }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (chunk: string) => {
        text += chunk;
      });
      incoming.on('error', reject);
      incoming.on('end', () => {
        const isJson = incoming.headers['content-type'] === 'application/json';
        const parsed = (isJson && !path.includes('watch=') ? JSON.parse(text) : { text }) as Record<string, unknown>;
        resolve({ status: incoming.statusCode ?? 0, body: parsed });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body === undefined || method === 'GET' ? undefined : JSON.stringify(body));
  });
}

const configMaps = '/api/v1/namespaces/ci/configmaps';
const runs = '/apis/tekton.dev/v1/namespaces/ci/pipelineruns';
const settings = (name: string, labels = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'ci', labels },
});
const run = { apiVersion: 'tekton.dev/v1', kind: 'PipelineRun', metadata: { name: 'r', namespace: 'ci' } };

describe('requests', () => {
  test.each([
    ['GET', '/api/v2/namespaces', 404],
    ['GET', '/apis/tekton.dev/v1/pipelineruns/r', 404],
    ['GET', '/apis/apps/v1/deployments', 404],
    ['PUT', `${configMaps}/x`, 405],
    ['POST', configMaps, 400],
    ['GET', `${configMaps}?labelSelector=a+b+c`, 400],
    ['GET', `${configMaps}/absent`, 404],
    ['GET', '/readyz', 200],
  ])('%s %s is answered with %d', async (method, path, status) => {
    expect((await ask(method, path, { ...run, kind: 'Other' })).status).toBe(status);
  });

  test('with another token are refused', async () => {
    expect(await ask('GET', configMaps, undefined, 'wrong')).toMatchObject({ status: 401, body: { kind: 'Status' } });
  });

  test('that the policy denies are refused in the words of RBAC', async () => {
    server.policy = ({ verb, resource, namespace }) => !(verb === 'list' && resource === 'configmaps' && namespace);

    expect((await ask('GET', configMaps)).body['message']).toBe(
      'configmaps is forbidden: User "system:serviceaccount:fake:tester" cannot list resource "configmaps" in API group "" in the namespace "ci"',
    );
  });
});

describe('objects', () => {
  test('lists of built-in kinds leave the type out of their items, others do not', async () => {
    server.put(settings('a'));
    server.put(run);

    expect((await ask('GET', configMaps)).body['items']).toEqual([expect.not.objectContaining({ kind: 'ConfigMap' })]);
    expect((await ask('GET', runs)).body['items']).toEqual([expect.objectContaining({ kind: 'PipelineRun' })]);
  });

  test('the status of a run changes through its subresource only', async () => {
    await ask('POST', runs, { ...run, spec: {}, status: { phase: 'early' } });
    await ask('PATCH', `${runs}/r`, { spec: { a: 1 }, status: { phase: 'wrong' } });
    await ask('PATCH', `${runs}/r/status`, { spec: { a: 2 }, status: { phase: 'right' } });

    const { body } = await ask('GET', `${runs}/r`);

    expect(body).toMatchObject({ spec: { a: 1 }, status: { phase: 'right' }, metadata: { generation: 2 } });
  });

  test('a patch with an old resourceVersion is a conflict, and one that changes nothing makes no new version', async () => {
    const before = server.put(settings('a'));

    const old = await ask('PATCH', `${configMaps}/a`, { metadata: { resourceVersion: '1' }, data: { v: '1' } });
    const same = await ask('PATCH', `${configMaps}/a`, { metadata: { labels: {} } });

    expect(old).toMatchObject({ status: 409, body: { reason: 'Conflict' } });
    expect(same.body['metadata']).toEqual(before.metadata);
  });

  test('given out are copies', () => {
    const given = { ...settings('a'), data: { v: '1' } };
    server.put(given);
    given.data.v = '2';

    expect(server.object({ kind: 'ConfigMap', namespace: 'ci', name: 'a' })).toMatchObject({ data: { v: '1' } });
  });

  test('with one owner left stay, with none left go', async () => {
    const [one, two] = [server.put(settings('one')), server.put(settings('two'))];
    const ownerReferences = [one, two].map(({ metadata }) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: metadata.name ?? '',
      uid: metadata.uid ?? '',
    }));
    server.put({ ...settings('owned'), metadata: { ...settings('owned').metadata, ownerReferences } });
    const exists = () => server.object({ kind: 'ConfigMap', namespace: 'ci', name: 'owned' }) !== undefined;

    server.delete({ kind: 'ConfigMap', namespace: 'ci', name: 'one' });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(exists()).toBe(true);
    server.delete({ kind: 'ConfigMap', namespace: 'ci', name: 'two' });
    await eventually(() => !exists());
  });
});

describe('watches', () => {
  async function watch(query: string): Promise<readonly string[]> {
    const { body } = await ask('GET', `${configMaps}?watch=true&timeoutSeconds=0.3&${query}`);
    return String(body['text'])
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const { type, object } = JSON.parse(line) as {
          type: string;
          object: { code?: number; metadata: { name?: string } };
        };
        return `${type} ${object.metadata.name ?? object.code ?? ''}`.trim();
      });
  }

  test('without a version begin with what is there', async () => {
    server.put(settings('a'));

    expect(await watch('')).toEqual(['ADDED a']);
  });

  test('from a version on repeat what came after it, as the selector sees it', async () => {
    const from = server.put(settings('a')).metadata.resourceVersion ?? '';
    server.put(settings('b', { run: 'r' }));
    server.put(settings('a', { run: 'r' }));
    server.put(settings('b', { run: 'r', more: 'x' }));
    server.put(settings('b'));
    server.delete({ kind: 'ConfigMap', namespace: 'ci', name: 'a' });

    expect(await watch(`resourceVersion=${from}&labelSelector=run=r`)).toEqual([
      'ADDED b',
      'ADDED a',
      'MODIFIED b',
      'DELETED b',
      'DELETED a',
    ]);
  });

  test('from an expired version end with an error', async () => {
    const from = server.put(settings('a')).metadata.resourceVersion ?? '';
    server.expireVersions();

    expect(await watch(`resourceVersion=${from}`)).toEqual(['ERROR 410']);
  });

  test('get bookmarks where they ask for them', async () => {
    server.watches.bookmarkMs = 100;

    expect(new Set(await watch('allowWatchBookmarks=true'))).toEqual(new Set(['BOOKMARK']));
    expect(await watch('')).toEqual([]);
  });
});

describe('faults', () => {
  test('come in their order, as often as they were asked for, to the requests that they are for', async () => {
    server.faults.add({ kind: 'status', code: 503 }, { times: 2 });
    server.faults.add({ kind: 'status', code: 500 }, { when: ({ method }) => method === 'POST' });

    const statuses = [];
    for (const method of ['GET', 'GET', 'GET', 'POST', 'GET']) {
      statuses.push((await ask(method, configMaps, settings('a'))).status);
    }

    expect(statuses).toEqual([503, 503, 200, 500, 200]);
  });

  test('lose the answer of what is done all the same', async () => {
    server.faults.add({ kind: 'lose-answer' });

    await expect(ask('POST', configMaps, settings('a'))).rejects.toThrow();

    expect(server.objects('ConfigMap')).toHaveLength(1);
  });

  test('drop what is not done', async () => {
    server.faults.add({ kind: 'drop' });

    await expect(ask('POST', configMaps, settings('a'))).rejects.toThrow();

    expect(server.objects('ConfigMap')).toHaveLength(0);
  });
});

test('a stopped server comes back on its port with its objects', async () => {
  server.put(settings('a'));
  const { port } = server;

  await server.stop();
  await expect(ask('GET', configMaps)).rejects.toThrow();
  await server.start();

  expect(server.port).toBe(port);
  expect((await ask('GET', `${configMaps}/a`)).status).toBe(200);
});

test('listeners hear of every change a tick later, until they are taken off', async () => {
  const heard: string[] = [];
  const stop = server.onChange(({ type, object }) => heard.push(`${type} ${object.metadata.name ?? ''}`));
  await ask('POST', configMaps, settings('a'));
  server.patch({ kind: 'ConfigMap', namespace: 'ci', name: 'a' }, { data: { v: '1' } });
  server.delete({ kind: 'ConfigMap', namespace: 'ci', name: 'a' });
  await eventually(() => heard.length === 3);

  stop();
  server.put(settings('b'));
  await new Promise((resolve) => setTimeout(resolve, 10));

  expect(heard).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a']);
});
