import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { KubeObject } from '../../../../src/core/k8s/object.ts';
import { childLaunch, isRunOf, launchOfRun, mainLaunch } from '../../../../src/core/launch/launch.ts';
import { isLabelValue } from '../../../../src/core/k8s/names.ts';
import { planLaunch } from '../../../../src/core/launch/plan.ts';
import type { PipelineRun } from '../../../../src/core/tekton/types.ts';
import { aPayload } from '../../../support/builders.ts';

const HOUR_MS = 3_600_000;
const main = mainLaunch('r1', 'main');
const child = childLaunch(
  main,
  { parentUid: 'u1', taskRun: 'main-build', signal: 'deploy' },
  { pipeline: 'deploy.json', overrides: [] },
);
const plan = (payload = aPayload('deploy'), launch = child, timeLeftMs = HOUR_MS) =>
  planLaunch(payload, launch, { timeLeftMs });
const runOf = (spec: Partial<PipelineRun['spec']>, timeLeftMs = HOUR_MS) =>
  plan(aPayload('deploy', { run: spec }), child, timeLeftMs).run;

const OURS = {
  'subpipe.dev/run-id': 'r1',
  'subpipe.dev/launch': child.identity,
  'subpipe.dev/pipeline': 'deploy',
  'subpipe.dev/depth': '1',
  'subpipe.dev/signal': 'deploy',
};

describe('every object', () => {
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's', namespace: 'pw-1', labels: { keep: 'x' } },
  };
  const { namespace, objects, run } = plan(aPayload('deploy', { objects: [secret] }));

  test('carries our labels, the namespace too', () => {
    for (const { metadata } of [namespace, ...objects, run]) expect(metadata.labels).toMatchObject(OURS);
  });

  test('keeps its name and its own labels, in the namespace of the launch', () => {
    expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name ?? ''}`)).toEqual([
      'ServiceAccount subpipe-run',
      'RoleBinding subpipe-log-reader',
      'Pipeline deploy',
      'Task work',
      'Secret s',
    ]);
    for (const { metadata } of objects) expect(metadata.namespace).toBe(child.namespace);
    expect(objects.at(-1)?.metadata.labels).toMatchObject({ keep: 'x' });
  });

  test('has label values that are valid, whatever pipeline and signal are called', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.stringMatching(/^[A-Za-z0-9_.-]{1,100}$/), (pipeline, signal) => {
        const launch = childLaunch(main, { parentUid: 'u', taskRun: 't', signal }, { pipeline, overrides: [] });
        const made = planLaunch(aPayload(pipeline), launch, { timeLeftMs: HOUR_MS });
        const labels = [made.namespace, made.run, ...made.objects].flatMap(({ metadata }) =>
          Object.values(metadata.labels ?? {}),
        );
        for (const value of labels) expect(isLabelValue(value)).toBe(true);
        expect(isRunOf(made.run, launch)).toBe(true);
        expect(launchOfRun(made.run, main)).toEqual(launch);
      }),
    );
  });

  test('loses its status, and where it stood in another cluster', () => {
    const live = {
      ...secret,
      status: { x: 1 },
      metadata: { ...secret.metadata, uid: 'u', resourceVersion: '1', creationTimestamp: 'x', ownerReferences: [] },
    };
    const made = plan(aPayload('deploy', { objects: [live] })).objects.at(-1);
    expect(made).toEqual({
      ...secret,
      metadata: { name: 's', namespace: child.namespace, labels: { keep: 'x', ...OURS } },
    });
  });
});

describe('the PipelineRun', () => {
  test('of a child can be found by old selectors', () => {
    expect(plan().run.metadata.labels).toMatchObject({ 'tekton.dev/pipeline': 'deploy', localsubpipelineid: 'r1' });
    expect(plan().run.metadata.labels).not.toHaveProperty('localmainpipelineid');
  });

  test('of main carries its own old label', () => {
    const { labels } = plan(aPayload('main'), main).run.metadata;
    expect(labels).toMatchObject({ 'tekton.dev/pipeline': 'main', localmainpipelineid: 'r1' });
    expect(labels).not.toHaveProperty('localsubpipelineid');
    expect(labels).not.toHaveProperty('subpipe.dev/signal');
  });

  test('says where it comes from', () => {
    expect(plan().run.metadata.annotations).toEqual({
      'subpipe.dev/payload': 'deploy.json',
      'subpipe.dev/payload-file': 'deploy.json',
      'subpipe.dev/launch-key': 'u1/main-build/deploy',
      'subpipe.dev/parent-run': `${main.namespace}/${main.name}`,
      'subpipe.dev/parent-uid': 'u1',
      'subpipe.dev/source-task-run': 'main-build',
      'subpipe.dev/signal': 'deploy',
    });
  });

  test('has no owner, and nothing stale that Tekton or a waiter would believe', () => {
    const payload = aPayload('deploy');
    const stale = {
      'tekton.dev/pipelineRun': 'x',
      'tekton.dev/pipelineRunUID': 'y',
      'tekton.dev/auto-cleanup-pvc': 'true',
      'triggers.tekton.dev/eventlistener': 'x',
      'chains.tekton.dev/signed': 'true',
      'subpipe.dev/run-id': 'old',
      'subpipe.dev/launches': '[]',
      localmainpipelineid: 'old',
      'kubectl.kubernetes.io/last-applied-configuration': '{}',
      'example.com/keep': 'k',
      'nottekton.dev/keep': 'k',
    };
    const ownerReferences = [{ apiVersion: 'tekton.dev/v1', kind: 'PipelineRun', name: 'x', uid: 'y' }];
    const metadata = { name: 'x', labels: stale, annotations: stale, ownerReferences };
    const { run } = plan({ ...payload, run: { ...payload.run, metadata } });
    expect(run.metadata.ownerReferences).toBeUndefined();
    const clean = plan().run.metadata;
    const kept = { 'example.com/keep': 'k', 'nottekton.dev/keep': 'k' };
    expect(run.metadata.labels).toEqual({ ...clean.labels, ...kept });
    expect(run.metadata.annotations).toEqual({ ...clean.annotations, ...kept });
  });

  test('has a generateName beside its name only where the pipeline is embedded', () => {
    expect(plan().run.metadata).not.toHaveProperty('generateName');
    expect(runOf({ pipelineSpec: { tasks: [] } }).metadata).toMatchObject({
      name: child.name,
      generateName: `${child.name}-`,
    });
  });

  test.each([
    [
      'the label that the export carries',
      { name: 'deploy-x7', labels: { 'tekton.dev/pipeline': 'from-label' } },
      'from-label',
    ],
    ['its name', { name: 'from-name' }, 'from-name'],
    ['its generateName without the dash', { generateName: 'from-generate-' }, 'from-generate'],
  ])('with an embedded pipeline takes the name of the pipeline from %s', (_what, metadata, expected) => {
    const payload = aPayload('deploy', { run: { pipelineSpec: { tasks: [] } } });
    const { pipelineRef: _none, ...spec } = payload.run.spec;
    const { run } = plan({ ...payload, run: { ...payload.run, metadata, spec } });
    expect(run.metadata.labels).toMatchObject({ 'tekton.dev/pipeline': expected, 'subpipe.dev/pipeline': expected });
  });

  test('runs, though the payload was exported from a cancelled or pending run', () => {
    expect(runOf({ status: 'Cancelled' }).spec).not.toHaveProperty('status');
  });
});

describe('env', () => {
  const ours = [
    { name: 'PIPELINE_SUB_ID', value: 'r1' },
    { name: 'BREAK_GLASS', value: 'true' },
  ];

  test('goes into the podTemplate of the run, last, in place of what the payload says', () => {
    const env = [
      { name: 'BREAK_GLASS', value: '' },
      { name: 'KEEP', value: 'k' },
    ];
    const podTemplate = { env, nodeSelector: { a: 'b' } };
    expect(runOf({ taskRunTemplate: { podTemplate } }).spec.taskRunTemplate?.podTemplate).toEqual({
      nodeSelector: { a: 'b' },
      env: [{ name: 'KEEP', value: 'k' }, ...ours],
    });
  });

  test('goes into every podTemplate of a taskRunSpec too, and makes none where there is none', () => {
    const taskRunSpecs = [
      { pipelineTaskName: 'a', podTemplate: { env: [{ name: 'PIPELINE_SUB_ID', value: 'old' }] } },
      { pipelineTaskName: 'b', serviceAccountName: 'sa' },
    ];
    expect(runOf({ taskRunSpecs }).spec.taskRunSpecs).toEqual([
      { pipelineTaskName: 'a', podTemplate: { env: ours } },
      { pipelineTaskName: 'b', serviceAccountName: 'sa' },
    ]);
  });
});

test('no timeout gives the run, or a task of it, more than what is left', () => {
  const spec = { timeouts: { pipeline: '5h' }, taskRunSpecs: [{ pipelineTaskName: 'a', timeout: '3h' }] };
  expect(runOf(spec).spec).toMatchObject({
    timeouts: { pipeline: '1h0m0s' },
    taskRunSpecs: [{ pipelineTaskName: 'a' }],
  });
  expect(runOf(spec).spec.taskRunSpecs?.[0]).not.toHaveProperty('timeout');
});

describe('service accounts', () => {
  const accounts = (objects: readonly KubeObject[]) =>
    objects.filter(({ kind }) => kind === 'ServiceAccount').map(({ metadata }) => metadata.name);

  test('ours is made and used where the payload names none', () => {
    const { objects, run } = plan();
    expect(accounts(objects)).toEqual(['subpipe-run']);
    expect(run.spec.taskRunTemplate?.serviceAccountName).toBe('subpipe-run');
  });

  test('those that the payload names, and does not hold, are made; default is not', () => {
    const run = {
      taskRunTemplate: { serviceAccountName: 'builder' },
      taskRunSpecs: ['deployer', 'default', 'held', 'deployer'].map((serviceAccountName) => ({
        pipelineTaskName: 'x',
        serviceAccountName,
      })),
    };
    const held = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'held' } };
    expect(accounts(plan(aPayload('deploy', { run, objects: [held] })).objects)).toEqual([
      'builder',
      'deployer',
      'held',
    ]);
  });

  test('an empty name is none', () => {
    const taskRunSpecs = [{ pipelineTaskName: 'x', serviceAccountName: '' }];
    const run = { taskRunTemplate: { serviceAccountName: '' }, taskRunSpecs };
    expect(accounts(plan(aPayload('deploy', { run })).objects)).toEqual(['subpipe-run']);
  });
});

test('the binding that lets who asked read the logs is among the objects, in the namespace of the launch', () => {
  expect(plan(aPayload('deploy')).objects).toContainEqual(
    expect.objectContaining({
      kind: 'RoleBinding',
      metadata: expect.objectContaining({ namespace: child.namespace }),
    }),
  );
});

describe('a claim', () => {
  const claim = (annotations?: Record<string, string>) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'c', ...(annotations === undefined ? {} : { annotations }) },
    spec: { volumeName: 'pv-1', accessModes: ['ReadWriteOnce'] },
  });
  const made = (object: KubeObject) => plan(aPayload('deploy', { objects: [object] })).objects.at(-1);

  test('that was bound elsewhere is released', () => {
    const bound = claim({
      'pv.kubernetes.io/bind-completed': 'yes',
      'volume.kubernetes.io/selected-node': 'n',
      keep: 'k',
    });
    expect(made(bound)).toMatchObject({
      spec: { accessModes: ['ReadWriteOnce'] },
      metadata: { annotations: { keep: 'k' } },
    });
    expect(made(bound)).not.toHaveProperty('spec.volumeName');
    expect(Object.keys(made(bound)?.metadata.annotations ?? {})).toEqual(['keep']);
  });

  test('that asks for a volume by name on purpose keeps it', () => {
    expect(made(claim())).toMatchObject({ spec: { volumeName: 'pv-1' } });
  });
});
