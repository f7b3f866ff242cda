import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { KubeObject } from '../../src/core/k8s/object.ts';
import type { PipelineRun } from '../../src/core/tekton/types.ts';
import { fixturePayloads } from '../support/e2e/fixture-payloads.ts';
import { logLines } from '../support/e2e/log-lines.ts';
import { type EndedProgram, startProgram, withFolder } from '../support/e2e/programs.ts';
import * as tree from '../support/e2e/tree.ts';
import { getObject, kubectl, listObjects } from '../support/kubectl.ts';

jest.setTimeout(300_000);

const SAMPLE = new URL('../../sample/payloads/entry.json', import.meta.url).pathname;
const runId = `plan-e2e-${randomBytes(3).toString('hex')}`;

type Pod = KubeObject & {
  readonly spec: {
    readonly nodeSelector?: object;
    readonly tolerations?: readonly object[];
    readonly serviceAccountName: string;
    readonly containers: readonly { readonly image: string }[];
    readonly volumes: readonly { readonly emptyDir?: object; readonly persistentVolumeClaim?: object }[];
  };
};

afterAll(async () => {
  const namespaces = await tree.namespacesOf(runId);
  for (const { metadata } of namespaces) await kubectl(['delete', 'namespace', '--wait=false', metadata.name ?? '']);
});

test('the cluster takes every object that the sample would make, and keeps none', async () => {
  const { exitCode, stderr } = await startProgram('subpipe', ['plan', SAMPLE, '--server', '--run-id', `${runId}-plan`])
    .ended;
  expect(logLines(stderr)).toMatchObject([{ code: 'server-accepted', objects: 35 }]);
  expect(exitCode).toBe(0);
  expect(await tree.namespacesOf(`${runId}-plan`)).toEqual([]);
});

test('what the cluster would refuse is told before anything is created', async () => {
  const files = await fixturePayloads('fit-me');
  const { exitCode, stderr } = await withFolder(
    files,
    (folder) => startProgram('subpipe', ['plan', `${folder}/entry.json`, '--server']).ended,
  );
  expect(exitCode).toBe(2);
  expect(logLines(stderr).map(({ msg }) => msg)).toContainEqual(
    expect.stringContaining('storage class ibmc-block-gold does not exist; choose one with --storage-class'),
  );
});

describe('a payload that was made for another cluster, fitted by its entry document and by flags,', () => {
  let ended: EndedProgram;
  let run: PipelineRun;

  beforeAll(async () => {
    const files = await fixturePayloads('fit-me');
    const entry = JSON.parse(files['entry.json'] ?? '') as object;
    const target = {
      storageClass: '',
      storageSize: '64Mi',
      emptyDir: ['cache'],
      images: [{ from: 'quay.io/their-team', to: 'subpipe' }],
      serviceAccount: 'fitted',
      nodeSelector: { 'kubernetes.io/os': 'linux' },
      timeouts: { pipeline: '1h' },
    };
    const fitted = { ...files, 'entry.json': JSON.stringify({ ...entry, target }) };
    const flags = ['--toleration', 'dedicated=ci:NoSchedule', '--pipeline-timeout', '4m', '--cleanup', 'never'];
    ended = await withFolder(
      fitted,
      (folder) => startProgram('subpipe', ['run', `${folder}/entry.json`, '--run-id', runId, ...flags]).ended,
    );
    run = tree.entryOf(await tree.runsByPipeline(runId), 'fit-me');
  });

  test('succeeds, and says what was fitted', () => {
    expect(ended.exitCode).toBe(0);
    const told = logLines(ended.stderr).filter(({ code }) => code === 'target-applied');
    expect(told.map(({ msg }) => msg)).toEqual([
      'workspace cache: volumeClaimTemplate -> emptyDir',
      "storage class of PersistentVolumeClaim fit-me-work: ibmc-block-gold -> the cluster's default",
      'size of PersistentVolumeClaim fit-me-work: 20Gi -> 64Mi',
      'image quay.io/their-team/sample-tools:0.1.0 -> subpipe/sample-tools:0.1.0',
      'node selector kubernetes.io/os: none -> linux',
      'toleration dedicated=ci:NoSchedule: added',
      "ServiceAccount of the run: subpipe's own -> fitted",
      'timeout of pipeline: 2h -> 4m',
      'timeout of tasks: 1h50m -> none',
    ]);
  });

  test('has its run changed', () => {
    expect(run.spec.timeouts).toEqual({ pipeline: '4m0s' });
    expect(run.spec.taskRunTemplate).toMatchObject({
      serviceAccountName: 'fitted',
      podTemplate: { nodeSelector: { 'kubernetes.io/os': 'linux' } },
    });
    expect(run.spec.workspaces).toEqual([
      { name: 'work', persistentVolumeClaim: { claimName: 'fit-me-work' } },
      { name: 'cache', emptyDir: {} },
    ]);
  });

  test('has its claim bound by the class of the cluster', async () => {
    const namespace = run.metadata.namespace ?? '';
    const claim = await getObject<KubeObject & { spec: object; status: object }>(
      'persistentvolumeclaim',
      'fit-me-work',
      '--namespace',
      namespace,
    );
    expect(claim).toMatchObject({ spec: { resources: { requests: { storage: '64Mi' } } }, status: { phase: 'Bound' } });
    expect(claim.spec).not.toMatchObject({ storageClassName: 'ibmc-block-gold' });
  });

  test('has pods that are fitted', async () => {
    const selector = 'tekton.dev/pipelineTask';
    const pods = await listObjects<Pod>('pods', '--namespace', run.metadata.namespace ?? '', '-l', selector);
    expect(pods).toHaveLength(2);
    for (const { spec } of pods) {
      expect(spec.nodeSelector).toEqual({ 'kubernetes.io/os': 'linux' });
      expect(spec.tolerations).toContainEqual({
        key: 'dedicated',
        operator: 'Equal',
        value: 'ci',
        effect: 'NoSchedule',
      });
      expect(spec.serviceAccountName).toBe('fitted');
      expect(spec.containers.map(({ image }) => image)).toEqual(['subpipe/sample-tools:0.1.0']);
    }
  });
});
