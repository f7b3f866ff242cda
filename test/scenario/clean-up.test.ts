import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CLEAN_UP_POLICIES, type CleanUpPolicy, cleanUp } from '../../src/app/run/clean-up.ts';
import type { RunReport } from '../../src/app/run/run-pipelines.ts';
import { writeRecord } from '../../src/app/run/write-record.ts';
import { summarize } from '../../src/core/tree/summary.ts';
import { type Bench, openBench } from '../support/run-rig.ts';
import { signal } from '../support/scripts.ts';
import { eventually } from '../support/eventually.ts';

const { signal: abort } = new AbortController();
let bench: Bench;
let report: RunReport;

beforeEach(async () => {
  bench = await openBench({
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
  report = await bench.run();
});
afterEach(() => bench.close());

const clean = async (policy: CleanUpPolicy) =>
  cleanUp(report.tree, policy, { cluster: await bench.connect(), reporter: bench.reporter }, abort);

/** Pipelines whose namespaces are still there. */
const left = () =>
  bench.server
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
    bench.server.patch({ kind: 'Namespace', name }, { metadata: { labels: { 'subpipe.dev/run-id': 'other' } } });
    await clean('always');
    await eventually(() => bench.server.objects('Namespace').length === 2);
    expect(bench.server.object({ kind: 'Namespace', name })?.metadata.deletionTimestamp).toBeUndefined();
  });

  test('that somebody has deleted already are no problem', async () => {
    await clean('always');
    await clean('always');
    expect(bench.saying('clean-up-failed')).toEqual([]);
  });
});

describe('cluster-wide grants', () => {
  test.each(CLEAN_UP_POLICIES)('are gone with the policy %s', async (policy) => {
    expect(bench.server.objects('ClusterRoleBinding')).toHaveLength(3);
    await clean(policy);
    expect(bench.server.objects('ClusterRoleBinding')).toEqual([]);
  });

  test('of others stay', async () => {
    const other = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'other', labels: { 'subpipe.dev/run-id': 'r2' } },
    };
    bench.server.put(other);
    await clean('always');
    expect(bench.server.objects('ClusterRoleBinding').map(({ metadata }) => metadata.name)).toEqual(['other']);
  });
});

test('what cannot be cleaned up is told, with how to see it', async () => {
  bench.server.policy = ({ verb, resource }) => !(verb === 'delete' && resource === 'namespaces');
  await clean('always');
  expect(bench.saying('clean-up-failed')).toMatchObject([
    { level: 'warn', facts: { show: 'kubectl get namespaces,clusterrolebindings -l subpipe.dev/run-id=r1' } },
  ]);
});

test('the record outlives the namespaces, and a restart writes it anew', async () => {
  const record = { runId: 'r1', outcome: 'Rejected', runs: summarize(report.tree) };
  const dependencies = { cluster: await bench.connect(), reporter: bench.reporter };
  await writeRecord({ ...record, outcome: 'Failed' }, 'default', dependencies, abort);
  await writeRecord(record, 'default', dependencies, abort);
  await clean('always');
  const kept = bench.server.object({ kind: 'ConfigMap', namespace: 'default', name: 'subpipe-record-r1' });
  const data = kept?.['data'] as Record<string, string>;
  expect(JSON.parse(data['record.json'] ?? '')).toEqual(JSON.parse(JSON.stringify(record)));
});
