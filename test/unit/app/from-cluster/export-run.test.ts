import { describe, expect, test } from '@jest/globals';
import { collectExport } from '../../../../src/app/from-cluster/export-run.ts';
import { exportText } from '../../../../src/core/export/export.ts';
import type { KubeObject } from '../../../../src/core/k8s/object.ts';
import { parsePayload } from '../../../../src/input/payload/parse-payload.ts';
import { namespaceRigs } from '../../../support/namespace-rig.ts';

const ci = namespaceRigs();

type Fields = Readonly<Record<string, unknown>>;

const put = (kind: string, name: string, fields: Fields, { metadata = {}, apiVersion = versionOf(kind) } = {}) =>
  ci().server.put({ apiVersion, kind, metadata: { name, namespace: 'ci', ...metadata }, ...fields });
const versionOf = (kind: string) =>
  kind === 'StepAction' ? 'tekton.dev/v1beta1' : /Pipeline|Task/.test(kind) ? 'tekton.dev/v1' : 'v1';
const collect = (kind: 'PipelineRun' | 'Pipeline' = 'PipelineRun', name = 'run', secrets = true) =>
  collectExport({ kind, namespace: 'ci', name }, { ...ci(), secrets });
const titles = (objects: readonly KubeObject[]) =>
  objects.map(({ kind, metadata }) => `${kind} ${metadata.name ?? ''}`).toSorted();

const secretEnv = (name: string, optional = false) => ({
  name,
  valueFrom: { secretKeyRef: { name, key: 'k', optional } },
});
const taskWith = (...env: readonly object[]) => ({ spec: { steps: [{ name: 's', image: 'i', env }] } });

/** A run of a Pipeline with one Task. */
function putRun(run: Fields = {}, task: Fields = taskWith()): void {
  put('PipelineRun', 'run', { spec: { pipelineRef: { name: 'build' }, ...run } });
  put('Pipeline', 'build', { spec: { tasks: [{ name: 'one', taskRef: { name: 'compile' } }] } });
  put('Task', 'compile', task);
}

describe('an export holds the run and all that it needs, nothing else', () => {
  test('definitions, and what env, volumes, workspaces, pod templates and ServiceAccounts name', async () => {
    putRun(
      {
        workspaces: [{ name: 'w', persistentVolumeClaim: { claimName: 'claim' } }],
        taskRunTemplate: { serviceAccountName: 'robot', podTemplate: { imagePullSecrets: [{ name: 'pull' }] } },
        taskRunSpecs: [{ pipelineTaskName: 'one', serviceAccountName: 'other' }],
      },
      {
        spec: {
          steps: [
            { name: 's', ref: { name: 'log' } },
            { name: 't', image: 'i', envFrom: [{ configMapRef: { name: 'settings' } }] },
          ],
          volumes: [{ name: 'v', projected: { sources: [{ secret: { name: 'projected' } }] } }],
        },
      },
    );
    put('StepAction', 'log', { spec: { image: 'i' } });
    put('PersistentVolumeClaim', 'claim', { spec: {} });
    put('ConfigMap', 'settings', { data: {} });
    for (const name of ['pull', 'projected', 'git']) put('Secret', name, { type: 'Opaque', data: {} });
    put('Secret', 'robot-token', { type: 'kubernetes.io/service-account-token', data: {} });
    put('ServiceAccount', 'robot', { secrets: [{ name: 'git' }, { name: 'robot-token' }] });
    put('ServiceAccount', 'other', { imagePullSecrets: [{ name: 'pull' }] });
    put('Secret', 'unrelated', { data: {} });

    const { objects, problems } = await collect();

    expect(problems).toEqual([]);
    expect(titles(objects)).toEqual([
      'ConfigMap settings',
      'PersistentVolumeClaim claim',
      'Pipeline build',
      'PipelineRun run',
      'Secret git',
      'Secret projected',
      'Secret pull',
      'ServiceAccount other',
      'ServiceAccount robot',
      'StepAction log',
      'Task compile',
    ]);
  });

  test('as their authors wrote them: no status, no server’s metadata, no bound volume', async () => {
    const annotations = {
      'kubectl.kubernetes.io/last-applied-configuration': '{}',
      'pv.kubernetes.io/bind-completed': 'yes',
      note: 'n',
    };
    const metadata = { annotations, labels: { a: 'b' }, ownerReferences: [], finalizers: ['x'] };
    putRun({ status: 'Cancelled', workspaces: [{ name: 'w', persistentVolumeClaim: { claimName: 'claim' } }] });
    put(
      'PersistentVolumeClaim',
      'claim',
      { spec: { volumeName: 'pv-1', storageClassName: 'fast' }, status: {} },
      { metadata },
    );

    const { objects, notices } = await collect();

    expect(objects.find(({ kind }) => kind === 'PersistentVolumeClaim')).toEqual({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'claim', labels: { a: 'b' }, annotations: { note: 'n' } },
      spec: { storageClassName: 'fast' },
    });
    const run = objects.find(({ kind }) => kind === 'PipelineRun');
    expect(run).toEqual({
      apiVersion: 'tekton.dev/v1',
      kind: 'PipelineRun',
      metadata: { name: 'run' },
      spec: { pipelineRef: { name: 'build' }, workspaces: [expect.anything()] },
    });
    expect(notices).toEqual([
      'PersistentVolumeClaim claim comes empty: what is on the volume is not in the export; it asks for the storage class fast',
    ]);
  });

  test('a default ServiceAccount that says nothing is left out', async () => {
    putRun({ taskRunTemplate: { serviceAccountName: 'default' } });
    put('ServiceAccount', 'default', {});
    expect(titles((await collect()).objects)).toEqual(['Pipeline build', 'PipelineRun run', 'Task compile']);
  });

  test('without Secrets, where they are not wanted: none is read, and they are named', async () => {
    putRun({}, taskWith(secretEnv('one'), secretEnv('two')));
    const { objects, notices, problems } = await collect('PipelineRun', 'run', false);
    expect({ notices, problems }).toEqual({
      notices: ['Secrets that are left out, and that the run needs: one, two'],
      problems: [],
    });
    expect(titles(objects)).not.toContain('Secret one');
    expect(ci().server.requests.filter(({ path }) => path.includes('/secrets'))).toEqual([]);
  });

  test('is a payload that reads as it was collected', async () => {
    putRun({ params: [{ name: 'p', value: '"\n$(x)' }] }, taskWith(secretEnv('s')));
    put('Secret', 's', { data: { k: 'eA==' } });
    const { objects, uid } = await collect();
    const text = exportText(objects, { name: 'run', uid, exportedAt: Date.UTC(2026, 10, 20, 10, 15) });
    expect(JSON.parse(text)).toMatchObject({
      apiVersion: 'devops.cloud.ibm.com/v1alpha1',
      kind: 'LocalPipeline',
      metadata: { name: 'run-local-2026-11-20-101500utc' },
      spec: { payload: { pipeline_id: uid } },
    });
    expect(parsePayload('f', text)).toMatchObject({
      ok: true,
      payload: {
        run: { spec: { params: [{ name: 'p', value: '"\n$(x)' }] } },
        objects: [{ kind: 'Secret', data: { k: 'eA==' } }, { kind: 'Task' }, { kind: 'Pipeline' }],
      },
    });
  });
});

describe('what cannot be read is told at once', () => {
  test('what is not there, and what may not be read', async () => {
    putRun({}, taskWith(secretEnv('gone'), { name: 'C', valueFrom: { configMapKeyRef: { name: 'lost', key: 'k' } } }));
    ci().server.policy = ({ resource }) => resource !== 'secrets';
    const { problems, objects } = await collect();
    expect(problems.toSorted()).toEqual([
      'ConfigMap ci/lost is not in the cluster',
      expect.stringMatching(/^Secret ci\/gone: .*secrets/),
    ]);
    expect(titles(objects)).toContain('Task compile');
  });

  test('the run itself', async () => {
    expect(await collect('PipelineRun', 'none')).toMatchObject({
      objects: [],
      problems: ['PipelineRun ci/none is not in the cluster'],
    });
    expect(await collect('Pipeline', 'none')).toMatchObject({ problems: ['Pipeline ci/none is not in the cluster'] });
  });

  test('an optional reference may lack', async () => {
    putRun({}, taskWith(secretEnv('maybe', true)));
    expect(await collect()).toMatchObject({
      problems: [],
      notices: ['Secret ci/maybe is not in the cluster; the run does without it'],
    });
  });

  test('one that is optional here and needed there is needed', async () => {
    putRun({}, taskWith(secretEnv('maybe', true), secretEnv('maybe')));
    expect(await collect()).toMatchObject({ problems: ['Secret ci/maybe is not in the cluster'] });
  });
});

describe('what resolvers fetch', () => {
  const byResolver = { resolver: 'git', params: [] };
  const taskRun = (name: string, taskSpec: object) =>
    put(
      'TaskRun',
      name,
      { status: { taskSpec } },
      {
        metadata: { labels: { 'tekton.dev/pipelineRun': 'run', 'tekton.dev/pipelineTask': 'one' } },
      },
    );

  test('is taken as it ran', async () => {
    const pipelineSpec = { tasks: [{ name: 'one', taskRef: byResolver, params: [{ name: 'p', value: 'v' }] }] };
    put('PipelineRun', 'run', { spec: { pipelineRef: byResolver }, status: { pipelineSpec } });
    taskRun('run-one', { steps: [{ name: 's', image: 'i', env: [secretEnv('token')] }] });
    put('Secret', 'token', { data: {} });

    const { objects, notices } = await collect();

    expect(objects.at(-1)).toMatchObject({
      spec: {
        pipelineSpec: { tasks: [{ name: 'one', taskSpec: { steps: [{ name: 's' }] }, params: [{ name: 'p' }] }] },
      },
    });
    expect(JSON.stringify(objects)).not.toContain('"resolver"');
    expect(titles(objects)).toEqual(['PipelineRun run', 'Secret token']);
    expect(notices).toEqual([
      expect.stringMatching(/^the pipeline, which the resolver git fetches, is in the export as it ran/),
      expect.stringMatching(/^task one, whose Task the resolver git fetches, is in the export as it ran/),
    ]);
  });

  test('brings along the StepActions that it uses by name', async () => {
    put('PipelineRun', 'run', { spec: { pipelineSpec: { tasks: [{ name: 'one', taskRef: byResolver }] } } });
    taskRun('run-one', { steps: [{ name: 's', ref: { name: 'log' } }] });
    put('StepAction', 'log', { spec: { image: 'i' } });
    expect(titles((await collect()).objects)).toEqual(['PipelineRun run', 'StepAction log']);
  });

  test('stays a reference where it has not run, or has run several times, which is told', async () => {
    put('PipelineRun', 'run', { spec: { pipelineRef: { name: 'build' } } });
    put('Pipeline', 'build', { spec: { tasks: [{ name: 'one', taskRef: byResolver }] } });
    expect(await collect()).toMatchObject({
      notices: ['task one, whose Task the resolver git fetches, is not in the export: it has not run'],
    });
    taskRun('run-one-0', { steps: [] });
    taskRun('run-one-1', { steps: [] });
    expect(await collect()).toMatchObject({
      notices: ['task one, whose Task the resolver git fetches, is not in the export: it has run 2 times'],
    });
    put('PipelineRun', 'other', { spec: { pipelineRef: byResolver } });
    expect(await collect('PipelineRun', 'other')).toMatchObject({
      notices: ['the pipeline, which the resolver git fetches, is not in the export: the run has not started'],
    });
  });
});

test('of a Pipeline a run is made, and what is left to give is told', async () => {
  const spec = { params: [{ name: 'a' }, { name: 'b', default: 'x' }], workspaces: [{ name: 'w' }], tasks: [] };
  put('Pipeline', 'build', { spec });
  const { objects, notices, problems } = await collect('Pipeline', 'build');
  expect(problems).toEqual([]);
  expect(titles(objects)).toEqual(['Pipeline build', 'PipelineRun build']);
  expect(notices).toEqual([
    'a new volume of 1Gi for each workspace: w',
    'params without a value, to be given by overrides: a',
  ]);
});
