import { describe, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
import { describeContract, type Item, refTo } from './describe-contract.ts';

describeContract('what is written', (given) => {
  const { run, namespace, abort, settings, labelled, pendingRun } = given;

  describe('creating', () => {
    test('gives the object with what the server adds', async () => {
      const { created, object } = await given.cluster.create(settings('new', {}, { key: 'quo"te\n$() ü 🚀' }), abort);

      expect(created).toBe(true);
      expect(object.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
      expect(object.metadata.resourceVersion).toMatch(/^\d+$/);
      expect(object.metadata.creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(await given.cluster.get<Item>(refTo(object), abort)).toEqual(object);
      expect(object.data).toEqual({ key: 'quo"te\n$() ü 🚀' });
    });

    test('gives the one that is there already, unchanged', async () => {
      const first = await given.cluster.create(settings('twice', {}, { key: 'first' }), abort);

      const second = await given.cluster.create(settings('twice', {}, { key: 'second' }), abort);

      expect(second).toEqual({ created: false, object: first.object });
    });

    test('if absent changes nothing where the object is there', async () => {
      const first = await given.cluster.createIfAbsent(settings('created-once', {}, { key: 'first' }), abort);
      const second = await given.cluster.createIfAbsent(settings('created-once', {}, { key: 'second' }), abort);

      expect([first.created, second.created]).toEqual([true, false]);
      expect((await given.cluster.get<Item>(refTo(settings('created-once')), abort))?.data).toEqual({ key: 'first' });
    });

    test('for trial judges as creating does, and makes nothing', async () => {
      await given.cluster.dryRun(settings('tried'), abort);
      await given.cluster.dryRun(pendingRun('tried'), abort);

      expect(await given.cluster.get(refTo(settings('tried')), abort)).toBeUndefined();
      expect(await given.cluster.get(refTo(pendingRun('tried')), abort)).toBeUndefined();
      await given.cluster.create(settings('tried'), abort);
      await expect(given.cluster.dryRun(settings('tried'), abort)).rejects.toMatchObject({ code: 'conflict' });
      await expect(given.cluster.dryRun(settings('Not_Allowed'), abort)).rejects.toMatchObject({
        code: 'bad-input',
        message: expect.stringContaining('metadata.name'),
      });
      await expect(
        given.cluster.dryRun(settings('lost', { namespace: 'subpipe-contract-absent' }), abort),
      ).rejects.toMatchObject({ code: 'api', message: expect.stringContaining('not found') });
      await expect(given.under.nobody.dryRun(settings('refused'), abort)).rejects.toMatchObject({
        code: 'not-allowed',
      });
    });

    test('with generateName gives a new name each time', async () => {
      const unnamed: Item = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'made-', namespace } };

      const made = await Promise.all([1, 2, 3].map(() => given.cluster.create(unnamed, abort)));

      expect(new Set(made.map(({ object }) => object.metadata.name)).size).toBe(3);
      expect(made.every(({ created, object }) => created && /^made-.{5}$/.test(object.metadata.name ?? ''))).toBe(true);
    });

    test('with both name and generateName takes the name', async () => {
      const { object } = await given.cluster.create(pendingRun('named', { generateName: 'named-' }), abort);

      expect(object.metadata).toMatchObject({ name: 'named', generateName: 'named-' });
    });

    test('drops the status of a run, which has its own subresource', async () => {
      const run: Item = { ...pendingRun('no-status'), status: { completionTime: '2026-01-01T00:00:00Z' } };

      const { object } = await given.cluster.create(run, abort);

      expect(object.status?.['completionTime']).toBeUndefined();
    });

    test('in a namespace that is not there names the namespace', async () => {
      const lost = settings('lost', { namespace: 'subpipe-contract-absent' });

      await expect(given.cluster.create(lost, abort)).rejects.toMatchObject({
        code: 'api',
        message: expect.stringContaining('namespaces "subpipe-contract-absent" not found'),
      });
    });

    test('with a name that Kubernetes does not take names the field', async () => {
      await expect(given.cluster.create(settings('Not_Allowed'), abort)).rejects.toMatchObject({
        code: 'bad-input',
        message: expect.stringContaining('metadata.name'),
      });
    });

    test('with a label value that is too long names the value', async () => {
      await expect(given.cluster.create(labelled('long', 'x'.repeat(64)), abort)).rejects.toMatchObject({
        code: 'bad-input',
        message: expect.stringMatching(/metadata\.labels.*x{64}/s),
      });
    });
  });

  describe('patching', () => {
    test('changes, adds and removes fields, and nothing else', async () => {
      const { object } = await given.cluster.create(
        settings('patched', {}, { keep: '1', change: '1', drop: '1' }),
        abort,
      );

      const patch = { metadata: { annotations: { note: 'x' } }, data: { change: '2', drop: null, add: '3' } };
      const after = await given.cluster.mergePatch<Item>(refTo(object), patch, abort);

      expect(after?.data).toEqual({ keep: '1', change: '2', add: '3' });
      expect(after?.metadata).toMatchObject({ uid: object.metadata.uid, annotations: { note: 'x' } });
    });

    test('cancels a run by its spec', async () => {
      const { object } = await given.cluster.create(pendingRun('to-cancel'), abort);

      const after = await given.cluster.mergePatch<Item>(refTo(object), { spec: { status: 'Cancelled' } }, abort);

      expect(after?.spec?.['status']).toBe('Cancelled');
    });

    test('gives undefined for what is not there', async () => {
      expect(await given.cluster.mergePatch(refTo(settings('absent')), { data: {} }, abort)).toBeUndefined();
    });
  });

  describe('deleting', () => {
    test('spares another object of the same name', async () => {
      const { object } = await given.cluster.create(settings('kept'), abort);

      await given.cluster.delete(refTo(object), '00000000-0000-0000-0000-000000000000', abort);

      expect((await given.cluster.get(refTo(object), abort))?.metadata.uid).toBe(object.metadata.uid);
    });

    test('removes the object, and is content when it is gone already', async () => {
      const { object } = await given.cluster.create(settings('removed'), abort);

      await given.cluster.delete(refTo(object), object.metadata.uid ?? '', abort);
      await given.cluster.delete(refTo(object), object.metadata.uid ?? '', abort);

      expect(await given.cluster.get(refTo(object), abort)).toBeUndefined();
    });

    test('takes the objects along that it owns', async () => {
      const { object: owner } = await given.cluster.create(settings('owner'), abort);
      const { apiVersion, kind } = owner;
      const ownerReferences = [{ apiVersion, kind, name: 'owner', uid: owner.metadata.uid ?? '' }];
      const { object: owned } = await given.cluster.create(settings('owned', { ownerReferences }), abort);

      await given.cluster.delete(refTo(owner), owner.metadata.uid ?? '', abort);

      await eventually(
        async () => (await given.cluster.get(refTo(owned), abort)) === undefined,
        given.under.patienceMs,
      );
    });

    test('of a namespace takes its contents along, and nothing new goes in meanwhile', async () => {
      const name = `subpipe-contract-${run}-c`;
      const made = await given.createNamespace(name);
      await given.cluster.create(settings('content', { namespace: name }), abort);
      const held = settings('held', { namespace: name });
      await given.cluster.create(
        { ...held, metadata: { ...held.metadata, finalizers: ['subpipe.dev/contract-test'] } } as Item,
        abort,
      );

      await given.cluster.delete(refTo(made), made.metadata.uid ?? '', abort);
      await given.cluster.delete(refTo(made), made.metadata.uid ?? '', abort);

      await expect(given.cluster.create(settings('late', { namespace: name }), abort)).rejects.toMatchObject({
        code: 'not-allowed',
        message: expect.stringContaining('being terminated'),
        hint: undefined,
      });
      await given.cluster.mergePatch(refTo(held), { metadata: { finalizers: null } }, abort);
      await eventually(async () => (await given.cluster.get(refTo(made), abort)) === undefined, given.under.patienceMs);
      expect(await given.cluster.get(refTo(settings('content', { namespace: name })), abort)).toBeUndefined();
    });
  });
});
