import { describe, expect, test } from '@jest/globals';
import { describeContract, label, names, refTo } from './describe-contract.ts';

describeContract('what is read', (given) => {
  const { run, namespace, other, abort, settings, labelled, pendingRun, collectionOf } = given;

  describe('reading', () => {
    test('gives undefined for an object and for a namespace that is not there', async () => {
      expect(await given.cluster.get(refTo(settings('absent')), abort)).toBeUndefined();
      expect(
        await given.cluster.get(refTo(settings('absent', { namespace: 'subpipe-absent' })), abort),
      ).toBeUndefined();
    });

    test('of a version that is not served says so', async () => {
      const ref = { ...refTo(pendingRun('x')), apiVersion: 'tekton.dev/v9' };

      await expect(given.cluster.get(ref, abort)).rejects.toMatchObject({
        code: 'api',
        hint: expect.stringContaining('does not serve pipelineruns.tekton.dev'),
      });
    });

    test('tells the served versions of a group', async () => {
      expect(await given.cluster.servedVersions('tekton.dev', abort)).toContain('v1');
      expect(await given.cluster.servedVersions('no.such.group', abort)).toEqual([]);
    });

    test('ends at once, with the reason, when its signal fires', async () => {
      const stop = new AbortController();
      stop.abort(new Error('enough'));

      await expect(given.cluster.get(refTo(settings('absent')), stop.signal)).rejects.toThrow('enough');
    });

    test('of the log of a pod that is not there names the pod', async () => {
      const pod = { namespace, name: 'no-pod', container: 'step-a', lines: 10 };

      await expect(given.cluster.logTail(pod, abort)).rejects.toMatchObject({
        code: 'api',
        message: expect.stringContaining('pods "no-pod" not found'),
      });
    });
  });

  test('following the log of a pod that is not there names the pod, and without the right the rule', async () => {
    const pod = { namespace, name: 'no-pod', container: 'step-a' };
    const options = { onLine: () => undefined, abort };

    await expect(given.cluster.followLog(pod, options)).rejects.toMatchObject({
      code: 'api',
      message: expect.stringContaining('pods "no-pod" not found'),
    });
    await expect(given.under.nobody.followLog(pod, options)).rejects.toMatchObject({
      code: 'not-allowed',
      hint: expect.stringContaining('{apiGroups: [""], resources: ["pods/log"], verbs: ["get"]}'),
    });
  });

  describe('listing', () => {
    test('finds by label in one namespace and in all', async () => {
      await given.cluster.create(labelled('here', `list-${run}`), abort);
      await given.cluster.create(labelled('there', `list-${run}`, { namespace: other }), abort);
      await given.cluster.create(labelled('unrelated', 'unrelated'), abort);
      const everywhere = { apiVersion: 'v1', kind: 'ConfigMap', labelSelector: `${label}=list-${run}` };

      expect(names(await given.cluster.list(collectionOf(`list-${run}`), abort))).toEqual(['here']);
      const all = await given.cluster.list(everywhere, abort);
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
      await Promise.all(objects.map((object) => given.cluster.create(object, abort)));

      expect(names(await given.cluster.list(collectionOf('', { labelSelector }), abort))).toEqual(expected);
    });

    test('gives all of more objects than fit on a page', async () => {
      const wanted = Array.from({ length: 501 }, (_, index) => `page-${String(index).padStart(3, '0')}`);
      const open = [...wanted];
      const worker = async () => {
        for (let name = open.pop(); name !== undefined; name = open.pop()) {
          await given.cluster.create(labelled(name, 'paged'), abort);
        }
      };
      await Promise.all(Array.from({ length: 20 }, worker));

      expect(names(await given.cluster.list(collectionOf('paged'), abort))).toEqual(wanted);
    });

    test('finds one object by its name, in addition to labels or without them', async () => {
      await Promise.all(['field-1', 'field-2'].map((name) => given.cluster.create(labelled(name, 'fields'), abort)));
      const byName = { fieldSelector: 'metadata.name=field-1' };

      expect(names(await given.cluster.list(collectionOf('fields', byName), abort))).toEqual(['field-1']);
      expect(names(await given.cluster.list(collectionOf('', { ...byName, labelSelector: '' }), abort))).toEqual([
        'field-1',
      ]);
      expect(await given.cluster.list(collectionOf('others', byName), abort)).toEqual([]);
    });

    test('finds a run by its name in all namespaces, and not by a field that no index knows', async () => {
      await given.cluster.create(pendingRun(`by-name-${run}`, { namespace: other }), abort);
      await given.cluster.create(pendingRun(`by-name-${run}-2`, { namespace: other }), abort);
      const runs = { apiVersion: 'tekton.dev/v1', kind: 'PipelineRun', labelSelector: '' };
      const named = { ...runs, fieldSelector: `metadata.name=by-name-${run}` };

      expect(names(await given.cluster.list(named, abort))).toEqual([`by-name-${run}`]);
      await expect(given.cluster.list({ ...runs, fieldSelector: 'spec.status=x' }, abort)).rejects.toMatchObject({
        code: 'bad-input',
        message: expect.stringContaining('field label not supported: spec.status'),
      });
    });

    test('gives nothing for a namespace that is not there', async () => {
      expect(await given.cluster.list(collectionOf('x', { namespace: 'subpipe-absent' }), abort)).toEqual([]);
    });
  });

  describe('rights', () => {
    const wanted = [
      { verb: 'create', group: 'tekton.dev', resource: 'pipelineruns', namespace },
      { verb: 'get', group: '', resource: 'pods', subresource: 'log', namespace },
      { verb: 'list', group: 'tekton.dev', resource: 'taskruns' },
    ];

    test('that are missing are told, in order', async () => {
      expect(await given.cluster.missingPermissions(wanted, abort)).toEqual([]);
      expect(await given.under.nobody.missingPermissions(wanted, abort)).toEqual(wanted);
    });

    test('that are missing make errors which name verb, resource and namespace, and the rule', async () => {
      await expect(given.under.nobody.create(pendingRun('refused'), abort)).rejects.toMatchObject({
        code: 'not-allowed',
        message: expect.stringContaining(
          `not allowed to create pipelineruns.tekton.dev refused in namespace ${namespace}: `,
        ),
        hint: `add to a Role (or a bound ClusterRole) in namespace ${namespace}: {apiGroups: ["tekton.dev"], resources: ["pipelineruns"], verbs: ["create"]}`,
      });
      await expect(
        given.under.nobody.list({ apiVersion: 'v1', kind: 'Namespace', labelSelector: '' }, abort),
      ).rejects.toMatchObject({
        code: 'not-allowed',
        message: expect.stringContaining('not allowed to list namespaces: '),
      });
    });

    test('to list stop a watch before it begins', async () => {
      const options = { onChange: () => undefined, abort };

      await expect(given.under.nobody.watch(collectionOf('x'), options)).rejects.toMatchObject({ code: 'not-allowed' });
    });
  });
});
