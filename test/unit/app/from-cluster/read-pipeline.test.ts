import { describe, expect, test } from '@jest/globals';
import { readPipeline } from '../../../../src/app/from-cluster/read-pipeline.ts';
import { checkRequiredObjects } from '../../../../src/core/check/required-objects.ts';
import { viewPayload } from '../../../../src/core/payload/view.ts';
import type { Param } from '../../../../src/core/tekton/types.ts';
import { namespaceRigs } from '../../../support/namespace-rig.ts';

const ci = namespaceRigs();

const put = (kind: string, name: string, spec: object, apiVersion = 'tekton.dev/v1') =>
  ci().server.put({
    apiVersion,
    kind,
    metadata: {
      name,
      namespace: 'ci',
      labels: { team: 'a' },
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}', note: 'n' },
    },
    spec,
  });
const read = (name = 'build', params: readonly Param[] = []) =>
  readPipeline({ name, namespace: 'ci', params }, ci().cluster, ci().abort);
const problemsOf = async (name?: string) => {
  const result = await read(name);
  return result.ok ? [] : result.problems;
};

test('a Pipeline is copied with the Tasks and StepActions that it uses, as their authors wrote them', async () => {
  put('Pipeline', 'build', {
    params: [{ name: 'a', default: 'x' }],
    tasks: [
      { name: 'one', taskRef: { name: 'compile' } },
      { name: 'two', taskRef: { name: 'compile', kind: 'Task' } },
      { name: 'three', taskSpec: { steps: [{ name: 's', ref: { name: 'sign' } }] } },
      { name: 'four', taskRef: { resolver: 'git', params: [] } },
      { name: 'five', taskRef: { name: 'x', kind: 'Approval', apiVersion: 'example.com/v1' } },
    ],
    finally: [{ name: 'end', taskRef: { name: 'tidy' } }],
  });
  put('Task', 'compile', { steps: [{ name: 's', ref: { name: 'log' } }] });
  put('Task', 'tidy', { steps: [{ name: 's', image: 'i' }] });
  put('Task', 'unused', { steps: [{ name: 's', image: 'i' }] });
  put('StepAction', 'sign', { image: 'i' }, 'tekton.dev/v1beta1');
  put('StepAction', 'log', { image: 'i' }, 'tekton.dev/v1beta1');

  const result = await read('build', [{ name: 'a', value: 'y' }]);

  if (!result.ok) throw new Error(result.problems.join());
  const { payload, notices } = result;
  expect(notices).toBeUndefined();
  expect(payload).toMatchObject({
    file: 'Pipeline ci/build',
    run: {
      apiVersion: 'tekton.dev/v1',
      kind: 'PipelineRun',
      metadata: { name: 'build' },
      spec: { pipelineRef: { name: 'build' }, params: [{ name: 'a', value: 'y' }] },
    },
  });
  expect(payload.objects.map(({ kind, metadata }) => `${kind} ${metadata.name ?? ''}`).toSorted()).toEqual([
    'Pipeline build',
    'StepAction log',
    'StepAction sign',
    'Task compile',
    'Task tidy',
  ]);
  for (const { metadata } of payload.objects) {
    expect(metadata).toEqual({ name: metadata.name, labels: { team: 'a' }, annotations: { note: 'n' } });
  }
});

test('workspaces get a volume each, unless they are optional, and that is told', async () => {
  const workspaces = [{ name: 'source' }, { name: 'cache', optional: true }, { name: 'out', optional: false }];
  put('Pipeline', 'build', { workspaces, tasks: [] });
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
  expect(await read()).toMatchObject({
    payload: {
      run: {
        spec: {
          workspaces: [
            { name: 'source', volumeClaimTemplate: { spec } },
            { name: 'out', volumeClaimTemplate: { spec } },
          ],
        },
      },
    },
    notices: ['Pipeline ci/build: a new volume of 1Gi for each workspace: source, out'],
  });
});

test('Secrets are not read, and the checks say so of those that its Tasks need, with what to do', async () => {
  const env = [{ name: 'E', valueFrom: { secretKeyRef: { name: 'token', key: 'k' } } }];
  put('Pipeline', 'build', { tasks: [{ name: 'one', taskRef: { name: 'compile' } }] });
  put('Task', 'compile', { steps: [{ name: 's', image: 'i', env }] });
  const result = await read();
  const view = result.ok ? viewPayload(result.payload) : undefined;
  expect(view && checkRequiredObjects(view.payload, view)).toMatchObject([
    { message: expect.stringContaining('it is not copied; make a payload that holds it: subpipe export') },
  ]);
  expect(ci().server.requests.filter(({ path }) => path.includes('secret'))).toEqual([]);
});

describe('what stands in the way is told at once', () => {
  test('a Pipeline that is not there', async () => {
    expect(await problemsOf('gone')).toEqual(['Pipeline ci/gone is not in the cluster']);
  });

  test('a ClusterTask, which Tekton has no more', async () => {
    put('Pipeline', 'build', { tasks: [{ name: 'one', taskRef: { name: 'clone', kind: 'ClusterTask' } }] });
    expect(await problemsOf()).toEqual([expect.stringContaining('task one uses ClusterTask clone')]);
  });
});
