import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { applyOverrides } from '../../../../src/core/override/apply.ts';
import type { Target } from '../../../../src/core/target/target.ts';
import { mirrored } from '../../../../src/core/target/images.ts';
import { targetProblems } from '../../../../src/core/target/problems.ts';
import { applyTarget } from '../../../../src/core/target/apply.ts';
import { limitTimeouts } from '../../../../src/core/launch/limit-timeouts.ts';
import type { Payload } from '../../../../src/core/payload/payload.ts';
import type { PipelineRunSpec, Step, TaskSpec } from '../../../../src/core/tekton/types.ts';
import { aPayload } from '../../../support/builders.ts';

const CLAIM = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data', annotations: { 'volume.beta.kubernetes.io/storage-class': 'ancient', keep: 'x' } },
  spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'gold', resources: { requests: { storage: '1Gi' } } },
};
const STEP: Step = { name: 's', image: 'icr.io/team/tool:1' };
const TASK: TaskSpec = {
  params: [{ name: 'image', default: 'icr.io/team/other' }],
  steps: [STEP, { name: 'given', image: '$(params.image)' }],
  sidecars: [{ name: 'db', image: 'postgres:16' }],
  stepTemplate: { image: 'icr.io/base@sha256:0' },
};
const WORKSPACES = {
  workspaces: [
    { name: 'ws', persistentVolumeClaim: { claimName: 'data' }, subPath: 'a' },
    { name: 'scratch', volumeClaimTemplate: { spec: { resources: { requests: { storage: '2Gi' } } } } },
    { name: 'conf', configMap: { name: 'settings' } },
  ],
};
const SPEC = {
  workspaces: [{ name: 'ws' }, { name: 'scratch' }, { name: 'conf' }, { name: 'cache' }],
  tasks: [
    { name: 'one', taskRef: { name: 'work' }, workspaces: [{ name: 'in', workspace: 'ws' }] },
    { name: 'two', taskSpec: TASK, workspaces: [{ name: 'ws' }] },
  ],
};
const OWN: Partial<PipelineRunSpec> = {
  ...WORKSPACES,
  taskRunTemplate: {
    serviceAccountName: 'theirs',
    podTemplate: { nodeSelector: { zone: 'a' }, tolerations: [{ key: 'k' }] },
  },
  taskRunSpecs: [
    { pipelineTaskName: 'one', serviceAccountName: 'special', podTemplate: { imagePullSecrets: [{ name: 'old' }] } },
    { pipelineTaskName: 'two' },
  ],
  timeouts: { pipeline: '1h', tasks: '50m', finally: '10m' },
};
const payload = aPayload('main', { tasks: { work: TASK }, spec: SPEC, run: OWN, objects: [CLAIM] });

const fitted = (target: Target, given: Payload = payload) => applyTarget(given, target);
const claimOf = ({ objects }: Payload) => objects.find(({ kind }) => kind === 'PersistentVolumeClaim');
const taskOf = ({ objects }: Payload) => objects.find(({ kind }) => kind === 'Task');

describe('storage', () => {
  test('class and size go into claims and claim templates, over every way to name a class', () => {
    const { payload: made, changes } = fitted({ storageClass: 'fast', storageSize: '5Gi' });
    expect(claimOf(made)).toEqual({
      ...CLAIM,
      metadata: { name: 'data', annotations: { keep: 'x' } },
      spec: { ...CLAIM.spec, storageClassName: 'fast', resources: { requests: { storage: '5Gi' } } },
    });
    expect(made.run.spec.workspaces?.[1]).toEqual({
      name: 'scratch',
      volumeClaimTemplate: { spec: { storageClassName: 'fast', resources: { requests: { storage: '5Gi' } } } },
    });
    expect(changes).toEqual([
      'storage class of PersistentVolumeClaim data: ancient -> fast',
      'size of PersistentVolumeClaim data: 1Gi -> 5Gi',
      "storage class of workspace scratch: the cluster's default -> fast",
      'size of workspace scratch: 2Gi -> 5Gi',
    ]);
  });

  test("an empty class is the cluster's default: the claim names none", () => {
    const { payload: made, changes } = fitted({ storageClass: '' });
    expect(claimOf(made)).toHaveProperty('spec', {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Gi' } },
    });
    expect(changes).toEqual(["storage class of PersistentVolumeClaim data: ancient -> the cluster's default"]);
  });
});

describe('an emptyDir', () => {
  test('takes the place of a named workspace, whose claim is left out, and says what that breaks', () => {
    const { payload: made, changes, warnings } = fitted({ emptyDir: ['ws'] });
    expect(made.run.spec.workspaces?.[0]).toEqual({ name: 'ws', emptyDir: {} });
    expect(claimOf(made)).toBeUndefined();
    expect(changes).toEqual([
      'workspace ws: persistentVolumeClaim data -> emptyDir',
      'PersistentVolumeClaim data: left out, nothing uses it',
    ]);
    expect(warnings).toEqual([expect.stringContaining('2 tasks use it (one, two): files do not pass between tasks')]);
  });

  test('leaves a claim that a task mounts by itself', () => {
    const volume = { name: 'v', persistentVolumeClaim: { claimName: 'data' } };
    const mounting = aPayload('main', {
      tasks: { work: { ...TASK, volumes: [volume] } },
      spec: SPEC,
      run: OWN,
      objects: [CLAIM],
    });
    expect(claimOf(fitted({ emptyDir: ['ws'] }, mounting).payload)).toBeDefined();
  });

  test('binds a workspace that the run forgot', () => {
    expect(fitted({ emptyDir: ['cache'] }).payload.run.spec.workspaces?.at(-1)).toEqual({
      name: 'cache',
      emptyDir: {},
    });
  });

  test('for all spares what brings content, and binds nothing new', () => {
    const { workspaces } = fitted({ emptyDir: ['*'] }).payload.run.spec;
    expect(workspaces).toEqual([
      { name: 'ws', emptyDir: {} },
      { name: 'scratch', emptyDir: {} },
      WORKSPACES.workspaces[2],
    ]);
  });
});

describe('image mirrors', () => {
  const MIRRORS = [
    { from: 'docker.io', to: 'reg.corp/hub' },
    { from: 'icr.io', to: 'reg.corp/icr' },
    { from: 'icr.io/team', to: 'reg.corp/team' },
  ];
  test.each([
    ['alpine', 'reg.corp/hub/library/alpine'],
    ['alpine:3', 'reg.corp/hub/library/alpine:3'],
    ['bitnami/kubectl@sha256:0', 'reg.corp/hub/bitnami/kubectl@sha256:0'],
    ['docker.io/alpine', 'reg.corp/hub/alpine'],
    ['icr.io/base', 'reg.corp/icr/base'],
    ['icr.io/team/tool:1', 'reg.corp/team/tool:1'],
    ['icr.io/teams/tool:1', 'reg.corp/icr/teams/tool:1'],
    ['icr.io/base:$(params.tag)', 'reg.corp/icr/base:$(params.tag)'],
    ['icr.iox/base', 'icr.iox/base'],
    ['localhost:5000/x', 'localhost:5000/x'],
    ['reg.corp/team/tool:1', 'reg.corp/team/tool:1'],
    ['$(params.image)', '$(params.image)'],
  ])('%s -> %s', (image, expected) => {
    expect(mirrored(image, MIRRORS)).toBe(expected);
  });

  test('reach steps, sidecars and templates of Tasks and of embedded specs, and nothing else', () => {
    const { payload: made, changes, warnings } = fitted({ images: MIRRORS });
    const expected: TaskSpec = {
      ...TASK,
      steps: [{ ...STEP, image: 'reg.corp/team/tool:1' }, ...(TASK.steps ?? []).slice(1)],
      sidecars: [{ name: 'db', image: 'reg.corp/hub/library/postgres:16' }],
      stepTemplate: { image: 'reg.corp/icr/base@sha256:0' },
    };
    expect(taskOf(made)).toMatchObject({ spec: expected });
    expect(made.objects[0]).toMatchObject({ spec: { tasks: [{}, { taskSpec: expected }] } });
    expect(changes).toContain('image icr.io/team/tool:1 -> reg.corp/team/tool:1');
    expect(warnings[0]).toContain('image $(params.image) is known only at run time');
  });

  test('reach StepActions and pipelines embedded in the run', () => {
    const action = {
      apiVersion: 'tekton.dev/v1beta1',
      kind: 'StepAction',
      metadata: { name: 'a' },
      spec: { image: 'icr.io/a' },
    };
    const embedded = aPayload('main', {
      run: { pipelineSpec: { tasks: [{ name: 't', taskSpec: { steps: [STEP] } }] } },
      objects: [action],
    });
    const { payload: made } = fitted({ images: MIRRORS }, embedded);
    expect(made.objects.at(-1)).toMatchObject({ spec: { image: 'reg.corp/icr/a' } });
    expect(made.run.spec.pipelineSpec?.tasks?.[0]?.taskSpec?.steps?.[0]?.image).toBe('reg.corp/team/tool:1');
  });
});

describe('pods', () => {
  const { spec } = fitted({
    imagePullSecrets: ['pull'],
    nodeSelector: { pool: 'ci' },
    tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'ci', effect: 'NoSchedule' }],
    serviceAccount: 'runner',
  }).payload.run;

  test('get what is named besides their own', () => {
    expect(spec.taskRunTemplate).toEqual({
      serviceAccountName: 'runner',
      podTemplate: {
        imagePullSecrets: [{ name: 'pull' }],
        nodeSelector: { zone: 'a', pool: 'ci' },
        tolerations: [{ key: 'k' }, { key: 'dedicated', operator: 'Equal', value: 'ci', effect: 'NoSchedule' }],
      },
    });
  });

  test('of a task with a template of its own get it too, and keep what the run gives them', () => {
    expect(spec.taskRunSpecs).toEqual([
      {
        pipelineTaskName: 'one',
        serviceAccountName: 'runner',
        podTemplate: {
          imagePullSecrets: [{ name: 'old' }, { name: 'pull' }],
          nodeSelector: { zone: 'a', pool: 'ci' },
          tolerations: [{ key: 'k' }, { key: 'dedicated', operator: 'Equal', value: 'ci', effect: 'NoSchedule' }],
        },
      },
      { pipelineTaskName: 'two' },
    ]);
  });
});

describe('timeouts', () => {
  test('that are set drop those of the payload that no longer fit', () => {
    expect(fitted({ timeouts: { pipeline: '20m' } }).payload.run.spec.timeouts).toEqual({ pipeline: '20m' });
    expect(fitted({ timeouts: { pipeline: '2h' } }).payload.run.spec.timeouts).toEqual({
      ...OWN.timeouts,
      pipeline: '2h',
    });
    expect(fitted({ timeouts: { tasks: '3h' } }).payload.run.spec.timeouts).toEqual({ tasks: '3h' });
  });

  test('are consistent, so that the limit of the whole tree can be put over them', () => {
    const { timeouts } = fitted({ timeouts: { pipeline: '20m' } }).payload.run.spec;
    expect(limitTimeouts(timeouts, 3_600_000)).toEqual({ pipeline: '20m' });
  });
});

const image = fc.constantFrom('alpine', 'icr.io/a/b:1', 'quay.io/x', '$(params.i)', 'reg.corp/x');
const aFit: fc.Arbitrary<Target> = fc
  .record(
    {
      storageClass: fc.constantFrom('', 'fast'),
      storageSize: fc.constantFrom('5Gi', '100Mi'),
      emptyDir: fc.subarray(['ws', 'scratch', 'conf', 'cache', 'nope', '*']),
      images: fc.array(
        fc.record({
          from: fc.constantFrom('docker.io', 'icr.io', 'icr.io/a', 'quay.io'),
          to: fc.constantFrom('reg.corp/m', 'icr.io/m', 'reg.corp'),
        }),
        { maxLength: 3 },
      ),
      imagePullSecrets: fc.subarray(['old', 'pull']),
      serviceAccount: fc.constant('runner'),
      nodeSelector: fc.dictionary(fc.constantFrom('zone', 'pool'), fc.constantFrom('a', 'b')),
      tolerations: fc.array(fc.constantFrom({ key: 'k' }, { key: 'd', operator: 'Exists' }), { maxLength: 2 }),
      timeouts: fc.constantFrom({ pipeline: '20m' }, { tasks: '2h' }, { finally: '5m', pipeline: '3h' }),
    },
    { requiredKeys: [] },
  )
  .filter((target) => targetProblems(target).length === 0);
const aPayloadToFit = fc.tuple(fc.array(image, { minLength: 1 }), fc.boolean()).map(([images, own]) => {
  const steps = images.map((each, index) => ({ name: `s${index}`, image: each }));
  return aPayload('main', {
    tasks: { work: { ...TASK, steps } },
    spec: SPEC,
    run: own ? OWN : WORKSPACES,
    objects: [CLAIM],
  });
});

describe('fitting', () => {
  test('with nothing changes nothing', () => {
    fc.assert(
      fc.property(aPayloadToFit, (given) =>
        expect(fitted({}, given)).toEqual({ payload: given, changes: [], warnings: [] }),
      ),
    );
  });

  test('a second time changes nothing', () => {
    fc.assert(
      fc.property(aPayloadToFit, aFit, (given, target) => {
        const once = fitted(target, given).payload;
        const twice = fitted(target, once);
        expect(twice.payload).toEqual(once);
        expect(twice.changes).toEqual([]);
      }),
    );
  });

  test('touches nothing but what it names', () => {
    /** The payload without every place that the fit may change. */
    const untouched = (given: Payload, target: Target): unknown => {
      const names = new Map<string, boolean>([
        ['storageClassName', target.storageClass !== undefined],
        ['annotations', target.storageClass !== undefined],
        ['resources', target.storageSize !== undefined],
        ['image', target.images !== undefined],
        ['imagePullSecrets', target.imagePullSecrets !== undefined],
        ['serviceAccountName', target.serviceAccount !== undefined],
        ['nodeSelector', target.nodeSelector !== undefined],
        ['tolerations', target.tolerations !== undefined],
        ['timeouts', target.timeouts !== undefined],
        ['workspaces', target.emptyDir !== undefined],
      ]);
      const objects = given.objects.filter(
        ({ kind }) => target.emptyDir === undefined || kind !== 'PersistentVolumeClaim',
      );
      const text = JSON.stringify({ ...given, objects }, (key, value: unknown) =>
        names.get(key) === true ? undefined : value,
      );
      // A template that holds nothing but what was added counts as none.
      return text
        .replace(/"(podTemplate|taskRunTemplate)":\{\},?/g, '')
        .replace(/"(podTemplate|taskRunTemplate)":\{\},?/g, '')
        .replace(/,\}/g, '}');
    };
    fc.assert(
      fc.property(aPayloadToFit, aFit, (given, target) => {
        expect(untouched(fitted(target, given).payload, target)).toEqual(untouched(given, target));
      }),
    );
  });

  test('and overriding give the same in either order', () => {
    const overrides = [{ task: 'work', name: 'image', value: 'quay.io/mine' }];
    fc.assert(
      fc.property(aPayloadToFit, aFit, (given, target) => {
        const fittedFirst = applyOverrides(fitted(target, given).payload, overrides).payload;
        const overriddenFirst = fitted(target, applyOverrides(given, overrides).payload).payload;
        expect(fittedFirst).toEqual(overriddenFirst);
      }),
    );
  });
});
