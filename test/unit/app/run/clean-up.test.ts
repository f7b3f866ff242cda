import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CLEAN_UP_POLICIES, type CleanUpPolicy, cleanUp } from '../../../../src/app/run/clean-up.ts';
import type { RunReport } from '../../../../src/app/run/run-pipelines.ts';
import { type RunRig, openRunRig } from '../../../support/run-rig.ts';
import { eventually } from '../../../support/eventually.ts';
import { signal } from '../../../support/scripts.ts';

const { signal: abort } = new AbortController();
let rig: RunRig;
let report: RunReport;

beforeEach(async () => {
  rig = await openRunRig({
    scripts: {
      main: (run) => {
        const results = { ...signal('good'), ...signal('bad'), ...signal('no', 'nothing') };
        run.task({ task: 'go', reason: 'Succeeded', results });
        run.end('Succeeded');
      },
      good: (run) => run.end('Succeeded'),
      bad: (run) => run.end('Failed'),
    },
  });
  report = await rig.run();
});
afterEach(() => rig.close());

const clean = async (policy: CleanUpPolicy) =>
  cleanUp(report.tree, policy, { cluster: await rig.connect(), reporter: rig.reporter }, abort);

/** Pipelines whose namespaces are still there. */
const left = () =>
  rig.server
    .objects('Namespace')
    .flatMap(({ metadata }) => metadata.labels?.['subpipe.dev/pipeline'] ?? [])
    .toSorted();

describe('the namespaces of runs', () => {
  test.each<[CleanUpPolicy, string[]]>([
    ['always', []],
    ['on-success', ['bad']],
    ['never', ['bad', 'good', 'main']],
  ])('with the policy %s leave those of %j', async (policy, expected) => {
    await clean(policy);
    await eventually(() => left().join() === expected.join());
  });

  test('that are not of this run are left alone, though they have its name', async () => {
    const name = report.tree.launch.namespace;
    rig.server.patch({ kind: 'Namespace', name }, { metadata: { labels: { 'subpipe.dev/run-id': 'other' } } });
    await clean('always');
    await eventually(() => rig.server.objects('Namespace').length === 2);
    expect(rig.server.object({ kind: 'Namespace', name })?.metadata.deletionTimestamp).toBeUndefined();
  });

  test('that somebody has deleted already are no problem', async () => {
    await clean('always');
    await clean('always');
    expect(rig.saying('clean-up-failed')).toEqual([]);
  });
});

describe('cluster-wide grants', () => {
  test.each(CLEAN_UP_POLICIES)('are gone with the policy %s', async (policy) => {
    expect(rig.server.objects('ClusterRoleBinding')).toHaveLength(3);
    await clean(policy);
    expect(rig.server.objects('ClusterRoleBinding')).toEqual([]);
  });

  test('of others stay', async () => {
    const other = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'other', labels: { 'subpipe.dev/run-id': 'r2' } },
    };
    rig.server.put(other);
    await clean('always');
    expect(rig.server.objects('ClusterRoleBinding').map(({ metadata }) => metadata.name)).toEqual(['other']);
  });
});

test('what cannot be cleaned up is told, with how to see it', async () => {
  rig.server.policy = ({ verb, resource }) => !(verb === 'delete' && resource === 'namespaces');
  await clean('always');
  expect(rig.saying('clean-up-failed')).toMatchObject([
    { level: 'warn', facts: { show: 'kubectl get namespaces,clusterrolebindings -l subpipe.dev/run-id=r1' } },
  ]);
});
