import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { KubeObject, ObjectRef } from '../../src/core/k8s/object.ts';
import type { Cluster, Collection } from '../../src/ports.ts';
import { eventually } from '../support/eventually.ts';
import { type ClusterUnderTest, clustersUnderTest } from './clusters-under-test.ts';

type Item = KubeObject & {
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
};

const label = 'subpipe.dev/contract-test';
describe.each(clustersUnderTest())('the Cluster port on %s', (_name, open) => {
  const run = randomBytes(4).toString('hex');
  const namespace = `subpipe-contract-${run}-a`;
  const other = `subpipe-contract-${run}-b`;
  const ending = new AbortController();
  const { signal: abort } = ending;
  let under: ClusterUnderTest;
  let cluster: Cluster;

  beforeAll(async () => {
    under = await open();
    cluster = under.admin;
    await Promise.all([namespace, other].map((name) => createNamespace(name)));
  });

  afterAll(async () => {
    await Promise.all([namespace, other].map((name) => deleteNamespace(name)));
    ending.abort();
    await under.close();
  });

  async function createNamespace(name: string): Promise<Item> {
    const made = await cluster.create<Item>(
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { [label]: run } } },
      abort,
    );
    return made.object;
  }

  async function deleteNamespace(name: string): Promise<void> {
    const ref = { apiVersion: 'v1', kind: 'Namespace', name };
    const found = await cluster.get(ref, abort);
    await cluster.delete(ref, found?.metadata.uid ?? '', abort);
  }

  const settings = (name: string, more: Partial<Item['metadata']> = {}, data = {}): Item => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, ...more },
    data,
  });

  // Pending, so that where a Tekton controller runs it leaves the object alone.
  const pendingRun = (name: string, more: Partial<Item['metadata']> = {}): Item => ({
    apiVersion: 'tekton.dev/v1',
    kind: 'PipelineRun',
    metadata: { name, namespace, ...more },
    spec: { status: 'PipelineRunPending', pipelineRef: { name: 'absent' } },
  });

  const refTo = (object: Item): ObjectRef => ({
    apiVersion: object.apiVersion,
    kind: object.kind,
    ...(object.metadata.namespace === undefined ? {} : { namespace: object.metadata.namespace }),
    name: object.metadata.name ?? '',
  });

  const names = (items: readonly KubeObject[]) => items.map(({ metadata }) => metadata.name).sort();

  const collectionOf = (value: string, more: Partial<Collection> = {}): Collection => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    labelSelector: `${label}=${value}`,
    namespace,
    ...more,
  });

  const labelled = (name: string, value: string, more: Partial<Item['metadata']> = {}) =>
    settings(name, { labels: { [label]: value }, ...more });

  describe('creating', () => {
    test('gives the object with what the server adds', async () => {
      const { created, object } = await cluster.create(settings('new', {}, { key: 'quo"te\n$() ü 🚀' }), abort);

      expect(created).toBe(true);
      expect(object.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
      expect(object.metadata.resourceVersion).toMatch(/^\d+$/);
      expect(object.metadata.creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(await cluster.get<Item>(refTo(object), abort)).toEqual(object);
      expect(object.data).toEqual({ key: 'quo"te\n$() ü 🚀' });
    });

    test('gives the one that is there already, unchanged', async () => {
      const first = await cluster.create(settings('twice', {}, { key: 'first' }), abort);

      const second = await cluster.create(settings('twice', {}, { key: 'second' }), abort);

      expect(second).toEqual({ created: false, object: first.object });
    });

    test('if absent changes nothing where the object is there', async () => {
      const first = await cluster.createIfAbsent(settings('created-once', {}, { key: 'first' }), abort);
      const second = await cluster.createIfAbsent(settings('created-once', {}, { key: 'second' }), abort);

      expect([first.created, second.created]).toEqual([true, false]);
      expect((await cluster.get<Item>(refTo(settings('created-once')), abort))?.data).toEqual({ key: 'first' });
    });

    test('for trial judges as creating does, and makes nothing', async () => {
      await cluster.dryRun(settings('tried'), abort);
      await cluster.dryRun(pendingRun('tried'), abort);

      expect(await cluster.get(refTo(settings('tried')), abort)).toBeUndefined();
      expect(await cluster.get(refTo(pendingRun('tried')), abort)).toBeUndefined();
      await cluster.create(settings('tried'), abort);
      await expect(cluster.dryRun(settings('tried'), abort)).rejects.toMatchObject({ code: 'conflict' });
      await expect(cluster.dryRun(settings('Not_Allowed'), abort)).rejects.toMatchObject({
        code: 'bad-input',
        message: expect.stringContaining('metadata.name'),
      });
      await expect(
        cluster.dryRun(settings('lost', { namespace: 'subpipe-contract-absent' }), abort),
      ).rejects.toMatchObject({ code: 'api', message: expect.stringContaining('not found') });
      await expect(under.nobody.dryRun(settings('refused'), abort)).rejects.toMatchObject({ code: 'not-allowed' });
    });

    test('with generateName gives a new name each time', async () => {
      const unnamed: Item = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'made-', namespace } };

      const made = await Promise.all([1, 2, 3].map(() => cluster.create(unnamed, abort)));

      expect(new Set(made.map(({ object }) => object.metadata.name)).size).toBe(3);
      expect(made.every(({ created, object }) => created && /^made-.{5}$/.test(object.metadata.name ?? ''))).toBe(true);
    });

    test('with both name and generateName takes the name', async () => {
      const { object } = await cluster.create(pendingRun('named', { generateName: 'named-' }), abort);

      expect(object.metadata).toMatchObject({ name: 'named', generateName: 'named-' });
    });

    test('drops the status of a run, which has its own subresource', async () => {
      const given: Item = { ...pendingRun('no-status'), status: { completionTime: '2026-01-01T00:00:00Z' } };

      const { object } = await cluster.create(given, abort);

      expect(object.status?.['completionTime']).toBeUndefined();
    });

    test('in a namespace that is not there names the namespace', async () => {
      const lost = settings('lost', { namespace: 'subpipe-contract-absent' });

      await expect(cluster.create(lost, abort)).rejects.toMatchObject({
        code: 'api',
        message: expect.stringContaining('namespaces "subpipe-contract-absent" not found'),
      });
    });

    test('with a name that Kubernetes does not take names the field', async () => {
      await expect(cluster.create(settings('Not_Allowed'), abort)).rejects.toMatchObject({
        code: 'bad-input',
        message: expect.stringContaining('metadata.name'),
      });
    });

    test('with a label value that is too long names the value', async () => {
      await expect(cluster.create(labelled('long', 'x'.repeat(64)), abort)).rejects.toMatchObject({
        code: 'bad-input',
        message: expect.stringMatching(/metadata\.labels.*x{64}/s),
      });
    });
  });

  describe('reading', () => {
    test('gives undefined for an object and for a namespace that is not there', async () => {
      expect(await cluster.get(refTo(settings('absent')), abort)).toBeUndefined();
      expect(await cluster.get(refTo(settings('absent', { namespace: 'subpipe-absent' })), abort)).toBeUndefined();
    });

    test('of a version that is not served says so', async () => {
      const ref = { ...refTo(pendingRun('x')), apiVersion: 'tekton.dev/v9' };

      await expect(cluster.get(ref, abort)).rejects.toMatchObject({
        code: 'api',
        hint: expect.stringContaining('does not serve pipelineruns.tekton.dev'),
      });
    });

    test('tells the served versions of a group', async () => {
      expect(await cluster.servedVersions('tekton.dev', abort)).toContain('v1');
      expect(await cluster.servedVersions('no.such.group', abort)).toEqual([]);
    });

    test('ends at once, with the reason, when its signal fires', async () => {
      const stop = new AbortController();
      stop.abort(new Error('enough'));

      await expect(cluster.get(refTo(settings('absent')), stop.signal)).rejects.toThrow('enough');
    });

    test('of the log of a pod that is not there names the pod', async () => {
      const pod = { namespace, name: 'no-pod', container: 'step-a', lines: 10 };

      await expect(cluster.logTail(pod, abort)).rejects.toMatchObject({
        code: 'api',
        message: expect.stringContaining('pods "no-pod" not found'),
      });
    });
  });

  test('following the log of a pod that is not there names the pod, and without the right the rule', async () => {
    const pod = { namespace, name: 'no-pod', container: 'step-a' };
    const options = { onLine: () => undefined, abort };

    await expect(cluster.followLog(pod, options)).rejects.toMatchObject({
      code: 'api',
      message: expect.stringContaining('pods "no-pod" not found'),
    });
    await expect(under.nobody.followLog(pod, options)).rejects.toMatchObject({
      code: 'not-allowed',
      hint: expect.stringContaining('{apiGroups: [""], resources: ["pods/log"], verbs: ["get"]}'),
    });
  });

  describe('listing', () => {
    test('finds by label in one namespace and in all', async () => {
      await cluster.create(labelled('here', `list-${run}`), abort);
      await cluster.create(labelled('there', `list-${run}`, { namespace: other }), abort);
      await cluster.create(labelled('unrelated', 'unrelated'), abort);
      const everywhere = { apiVersion: 'v1', kind: 'ConfigMap', labelSelector: `${label}=list-${run}` };

      expect(names(await cluster.list(collectionOf(`list-${run}`), abort))).toEqual(['here']);
      const all = await cluster.list(everywhere, abort);
      expect(names(all)).toEqual(['here', 'there']);
      expect(all.map(({ kind, apiVersion }) => `${apiVersion} ${kind}`)).toEqual(['v1 ConfigMap', 'v1 ConfigMap']);
    });

    test.each([
      [`${label} in (sel-1, sel-2)`, ['sel-1', 'sel-2']],
      [`${label} notin (sel-1),sel`, ['sel-2', 'sel-3', 'sel-none']],
      [`${label}!=sel-1,sel=yes`, ['sel-2', 'sel-3', 'sel-none']],
      [`${label}==sel-3`, ['sel-3']],
      [`sel,${label}`, ['sel-1', 'sel-2', 'sel-3']],
      [`sel,!${label}`, ['sel-none']],
    ])('selects by %s', async (labelSelector, expected) => {
      const withLabel = ['sel-1', 'sel-2', 'sel-3'].map((name) =>
        settings(name, { labels: { [label]: name, sel: 'yes' } }),
      );
      const objects = [...withLabel, settings('sel-none', { labels: { sel: 'yes' } })];
      await Promise.all(objects.map((object) => cluster.create(object, abort)));

      expect(names(await cluster.list(collectionOf('', { labelSelector }), abort))).toEqual(expected);
    });

    test('gives all of more objects than fit on a page', async () => {
      const wanted = Array.from({ length: 501 }, (_, index) => `page-${String(index).padStart(3, '0')}`);
      const open = [...wanted];
      const worker = async () => {
        for (let name = open.pop(); name !== undefined; name = open.pop()) {
          await cluster.create(labelled(name, 'paged'), abort);
        }
      };
      await Promise.all(Array.from({ length: 20 }, worker));

      expect(names(await cluster.list(collectionOf('paged'), abort))).toEqual(wanted);
    });

    test('finds one object by its name, in addition to labels or without them', async () => {
      await Promise.all(['field-1', 'field-2'].map((name) => cluster.create(labelled(name, 'fields'), abort)));
      const byName = { fieldSelector: 'metadata.name=field-1' };

      expect(names(await cluster.list(collectionOf('fields', byName), abort))).toEqual(['field-1']);
      expect(names(await cluster.list(collectionOf('', { ...byName, labelSelector: '' }), abort))).toEqual(['field-1']);
      expect(await cluster.list(collectionOf('others', byName), abort)).toEqual([]);
    });

    test('finds a run by its name in all namespaces, and not by a field that no index knows', async () => {
      await cluster.create(pendingRun(`by-name-${run}`, { namespace: other }), abort);
      await cluster.create(pendingRun(`by-name-${run}-2`, { namespace: other }), abort);
      const runs = { apiVersion: 'tekton.dev/v1', kind: 'PipelineRun', labelSelector: '' };
      const named = { ...runs, fieldSelector: `metadata.name=by-name-${run}` };

      expect(names(await cluster.list(named, abort))).toEqual([`by-name-${run}`]);
      await expect(cluster.list({ ...runs, fieldSelector: 'spec.status=x' }, abort)).rejects.toMatchObject({
        code: 'bad-input',
        message: expect.stringContaining('field label not supported: spec.status'),
      });
    });

    test('gives nothing for a namespace that is not there', async () => {
      expect(await cluster.list(collectionOf('x', { namespace: 'subpipe-absent' }), abort)).toEqual([]);
    });
  });

  describe('patching', () => {
    test('changes, adds and removes fields, and nothing else', async () => {
      const { object } = await cluster.create(settings('patched', {}, { keep: '1', change: '1', drop: '1' }), abort);

      const patch = { metadata: { annotations: { note: 'x' } }, data: { change: '2', drop: null, add: '3' } };
      const after = await cluster.mergePatch<Item>(refTo(object), patch, abort);

      expect(after?.data).toEqual({ keep: '1', change: '2', add: '3' });
      expect(after?.metadata).toMatchObject({ uid: object.metadata.uid, annotations: { note: 'x' } });
    });

    test('cancels a run by its spec', async () => {
      const { object } = await cluster.create(pendingRun('to-cancel'), abort);

      const after = await cluster.mergePatch<Item>(refTo(object), { spec: { status: 'Cancelled' } }, abort);

      expect(after?.spec?.['status']).toBe('Cancelled');
    });

    test('gives undefined for what is not there', async () => {
      expect(await cluster.mergePatch(refTo(settings('absent')), { data: {} }, abort)).toBeUndefined();
    });
  });

  describe('deleting', () => {
    test('spares another object of the same name', async () => {
      const { object } = await cluster.create(settings('kept'), abort);

      await cluster.delete(refTo(object), '00000000-0000-0000-0000-000000000000', abort);

      expect((await cluster.get(refTo(object), abort))?.metadata.uid).toBe(object.metadata.uid);
    });

    test('removes the object, and is content when it is gone already', async () => {
      const { object } = await cluster.create(settings('removed'), abort);

      await cluster.delete(refTo(object), object.metadata.uid ?? '', abort);
      await cluster.delete(refTo(object), object.metadata.uid ?? '', abort);

      expect(await cluster.get(refTo(object), abort)).toBeUndefined();
    });

    test('takes the objects along that it owns', async () => {
      const { object: owner } = await cluster.create(settings('owner'), abort);
      const { apiVersion, kind } = owner;
      const ownerReferences = [{ apiVersion, kind, name: 'owner', uid: owner.metadata.uid ?? '' }];
      const { object: owned } = await cluster.create(settings('owned', { ownerReferences }), abort);

      await cluster.delete(refTo(owner), owner.metadata.uid ?? '', abort);

      await eventually(async () => (await cluster.get(refTo(owned), abort)) === undefined, under.patienceMs);
    });

    test('of a namespace takes its contents along, and nothing new goes in meanwhile', async () => {
      const name = `subpipe-contract-${run}-c`;
      const made = await createNamespace(name);
      await cluster.create(settings('content', { namespace: name }), abort);
      const held = settings('held', { namespace: name });
      await cluster.create(
        { ...held, metadata: { ...held.metadata, finalizers: ['subpipe.dev/contract-test'] } } as Item,
        abort,
      );

      await cluster.delete(refTo(made), made.metadata.uid ?? '', abort);
      await cluster.delete(refTo(made), made.metadata.uid ?? '', abort);

      await expect(cluster.create(settings('late', { namespace: name }), abort)).rejects.toMatchObject({
        code: 'not-allowed',
        message: expect.stringContaining('being terminated'),
        hint: undefined,
      });
      await cluster.mergePatch(refTo(held), { metadata: { finalizers: null } }, abort);
      await eventually(async () => (await cluster.get(refTo(made), abort)) === undefined, under.patienceMs);
      expect(await cluster.get(refTo(settings('content', { namespace: name })), abort)).toBeUndefined();
    });
  });

  describe('watching', () => {
    /** Records what `items` says at each ring of the doorbell, as name=version-of-data. */
    async function record(collection: Collection) {
      const stop = new AbortController();
      const seen: string[] = [];
      const show = (items: readonly Item[]) =>
        items.map((item) => `${item.metadata.name ?? ''}=${item.data?.['v'] ?? ''}`).join(' ');
      const live = await cluster.watch<Item>(collection, {
        onChange: () => seen.push(show(live.items())),
        abort: AbortSignal.any([abort, stop.signal]),
      });
      return { live, seen, stop: () => stop.abort() };
    }

    test('begins with what is there and rings for what comes, changes and goes, in order', async () => {
      const value = `watch-${run}`;
      await cluster.create(settings('one', { labels: { [label]: value } }, { v: '1' }), abort);
      const { live, seen, stop } = await record(collectionOf(value));
      expect(names(live.items())).toEqual(['one']);
      expect(seen).toEqual([]);

      const { object } = await cluster.create(settings('two', { labels: { [label]: value } }, { v: '1' }), abort);
      await cluster.mergePatch(refTo(object), { data: { v: '2' } }, abort);
      await cluster.create(labelled('unrelated-to-watch', 'unrelated'), abort);
      await cluster.delete(refTo(object), object.metadata.uid ?? '', abort);

      await eventually(() => seen.length >= 4);
      // A deletion shows the last state of the object once more.
      expect(seen).toEqual(['one=1 two=1', 'one=1 two=2', 'one=1 two=2', 'one=1']);
      expect(live.failure()).toBeUndefined();
      stop();
    });

    test('by name rings for the object of that name only', async () => {
      const collection = collectionOf('', { labelSelector: '', fieldSelector: 'metadata.name=by-name' });
      const { live, seen, stop } = await record(collection);

      await cluster.create(settings('by-name-2'), abort);
      const { object } = await cluster.create(settings('by-name', {}, { v: '1' }), abort);
      await cluster.mergePatch(refTo(object), { data: { v: '2' } }, abort);

      await eventually(() => seen.length === 2);
      expect(seen).toEqual(['by-name=1', 'by-name=2']);
      expect(names(live.items())).toEqual(['by-name']);
      stop();
    });

    test('counts an object that loses the label as gone', async () => {
      const { object } = await cluster.create(labelled('fickle', `fickle-${run}`), abort);
      const { live, stop } = await record(collectionOf(`fickle-${run}`));

      await cluster.mergePatch(refTo(object), { metadata: { labels: { [label]: null } } }, abort);

      await eventually(() => live.items().length === 0);
      stop();
    });

    test('sees runs in all namespaces', async () => {
      const collection: Collection = {
        apiVersion: 'tekton.dev/v1',
        kind: 'PipelineRun',
        labelSelector: `${label}=runs-${run}`,
      };
      const { live, stop } = await record(collection);
      const labels = { [label]: `runs-${run}` };

      await cluster.create(pendingRun('run-a', { labels }), abort);
      await cluster.create(pendingRun('run-b', { labels, namespace: other }), abort);

      await eventually(() => live.items().length === 2);
      expect(live.items().map(({ metadata }) => metadata.namespace)).toEqual([namespace, other]);
      stop();
    });

    test('rings no more after its signal', async () => {
      const value = `stopped-${run}`;
      const stopped = await record(collectionOf(value));
      const running = await record(collectionOf(value));
      stopped.stop();

      await cluster.create(labelled('after-the-end', value), abort);

      await eventually(() => running.seen.length === 1);
      expect(stopped.seen).toEqual([]);
      expect(stopped.live.items()).toEqual([]);
      running.stop();
    });
  });

  describe('rights', () => {
    const wanted = [
      { verb: 'create', group: 'tekton.dev', resource: 'pipelineruns', namespace },
      { verb: 'get', group: '', resource: 'pods', subresource: 'log', namespace },
      { verb: 'list', group: 'tekton.dev', resource: 'taskruns' },
    ];

    test('that are missing are told, in order', async () => {
      expect(await cluster.missingPermissions(wanted, abort)).toEqual([]);
      expect(await under.nobody.missingPermissions(wanted, abort)).toEqual(wanted);
    });

    test('that are missing make errors which name verb, resource and namespace, and the rule', async () => {
      await expect(under.nobody.create(pendingRun('refused'), abort)).rejects.toMatchObject({
        code: 'not-allowed',
        message: expect.stringContaining(
          `not allowed to create pipelineruns.tekton.dev refused in namespace ${namespace}: `,
        ),
        hint: `add to a Role (or a bound ClusterRole) in namespace ${namespace}: {apiGroups: ["tekton.dev"], resources: ["pipelineruns"], verbs: ["create"]}`,
      });
      await expect(
        under.nobody.list({ apiVersion: 'v1', kind: 'Namespace', labelSelector: '' }, abort),
      ).rejects.toMatchObject({
        code: 'not-allowed',
        message: expect.stringContaining('not allowed to list namespaces: '),
      });
    });

    test('to list stop a watch before it begins', async () => {
      const options = { onChange: () => undefined, abort };

      await expect(under.nobody.watch(collectionOf('x'), options)).rejects.toMatchObject({ code: 'not-allowed' });
    });
  });
});
