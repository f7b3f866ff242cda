import { describe, expect, test } from '@jest/globals';
import { checkRequiredObjects, missingObjects } from '../../../../src/core/check/required-objects.ts';
import type { Payload } from '../../../../src/core/payload/payload.ts';
import { viewPayload } from '../../../../src/core/payload/view.ts';
import { aPayload } from '../../../support/builders.ts';
import { findingsOf, one, referenced } from '../../../support/yaml-payloads.ts';

const STEPS = 'steps: [{ name: s, image: i }]';
const WITH_WS = `workspaces: [{ name: w }]\n${STEPS}`;
const env = (source: string) => `steps: [{ name: s, image: i, env: [{ name: E, valueFrom: ${source} }] }]`;
const claimed = (task: string) =>
  referenced(
    `workspaces: [{ name: ws }]\ntasks: [{ name: t, taskRef: { name: k }, ${task}workspaces: [{ name: w, workspace: ws }] }]`,
    { k: WITH_WS },
    { run: 'workspaces: [{ name: ws, persistentVolumeClaim: { claimName: lost } }]' },
  );
const secretEnv = (name: string, more: object = {}) => ({
  steps: [{ env: [{ name: 'E', valueFrom: { secretKeyRef: { name, key: 'k', ...more } } }] }],
});
const missingOf = (payload: Payload) =>
  missingObjects(payload).map(
    ({ kind, name, where, isReached }) => `${where.title}: ${kind} ${name}${isReached ? '' : ' (not reached)'}`,
  );

describe('what a payload is missing', () => {
  test('is named with each object that needs it, and whether the run uses that one', () => {
    const payload = aPayload('main', {
      tasks: { a: secretEnv('s'), b: secretEnv('s'), unused: secretEnv('u') },
      spec: {
        tasks: [
          { name: 'a', taskRef: { name: 'a' } },
          { name: 'b', taskRef: { name: 'b' } },
        ],
      },
    });
    expect(missingOf(payload)).toEqual(['Task a: Secret s', 'Task b: Secret s', 'Task unused: Secret u (not reached)']);
  });

  test('is found in the run, in embedded tasks of any depth, and in StepActions that a Task uses', () => {
    const action = (name: string) => ({
      apiVersion: 'tekton.dev/v1beta1',
      kind: 'StepAction',
      metadata: { name },
      spec: { env: [{ name: 'E', valueFrom: { configMapKeyRef: { name: `of-${name}`, key: 'k' } } }] },
    });
    const embedded = { taskSpec: secretEnv('deep') };
    const payload = aPayload('main', {
      tasks: { a: { steps: [{ ref: { name: 'sign' } }] } },
      spec: {
        tasks: [
          { name: 'a', taskRef: { name: 'a' } },
          { name: 'nested', pipelineSpec: { tasks: [{ name: 'inner', ...embedded }] } },
        ],
      },
      run: {
        taskRunSpecs: [{ pipelineTaskName: 'a', podTemplate: { volumes: [{ secret: { secretName: 'own' } }] } }],
        workspaces: [{ name: 'w', persistentVolumeClaim: { claimName: 'disk' } }],
      },
      objects: [action('sign'), action('idle')],
    });
    expect(missingOf(payload).toSorted()).toEqual([
      'Pipeline main, task nested, task inner: Secret deep',
      'PipelineRun run, taskRunSpecs of a: Secret own',
      'PipelineRun run, workspace w: PersistentVolumeClaim disk',
      'StepAction sign: ConfigMap of-sign',
    ]);
  });

  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } };
  const configMap = (name: string) => ({ volumes: [{ name: 'v', configMap: { name } }] });

  test.each<[string, Payload]>([
    ['what it holds', aPayload('main', { tasks: { a: secretEnv('s') }, objects: [secret] })],
    ['what is optional', aPayload('main', { tasks: { a: secretEnv('s', { optional: true }) } })],
    [
      'a ServiceAccount, which is made',
      aPayload('main', { run: { taskRunTemplate: { serviceAccountName: 'robot' } } }),
    ],
    [
      'a Secret to pull images with',
      aPayload('main', { run: { taskRunTemplate: { podTemplate: { imagePullSecrets: [{ name: 's' }] } } } }),
    ],
    ['the certificates of Kubernetes', aPayload('main', { tasks: { a: configMap('kube-root-ca.crt') } })],
    ['the certificates of OpenShift', aPayload('main', { tasks: { a: configMap('openshift-service-ca.crt') } })],
  ])('is not %s', (_title, payload) => {
    expect(missingOf(payload)).toEqual([]);
  });
});

describe('of what is missing, only a claim that a task surely mounts is fatal', () => {
  test.each([
    [
      'a claim behind a when',
      claimed('when: [{ input: a, operator: in, values: [b] }], '),
      'PipelineRun r, workspace ws: needs PersistentVolumeClaim lost',
    ],
    [
      'an absent ConfigMap',
      one(env('{ configMapKeyRef: { name: c, key: k } }')),
      'Task k: needs ConfigMap c, which is not in the payload',
    ],
    ['an absent Secret', one(`volumes: [{ name: v, secret: { secretName: c } }]\n${STEPS}`), 'needs Secret c'],
    [
      'an absent projected Secret',
      one(`volumes: [{ name: v, projected: { sources: [{ secret: { name: c } }] } }]\n${STEPS}`),
      'needs Secret c',
    ],
    [
      'an absent Secret of a volume driver',
      one(`volumes: [{ name: v, csi: { driver: d, nodePublishSecretRef: { name: c } } }]\n${STEPS}`),
      'needs Secret c',
    ],
    [
      'an absent source of env',
      one('steps: [{ name: s, image: i, envFrom: [{ configMapRef: { name: c } }] }]'),
      'needs ConfigMap c',
    ],
    [
      'an absent key',
      one(env('{ configMapKeyRef: { name: c, key: k } }')) +
        '---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\ndata: { other: x }\n',
      'needs key k of ConfigMap c, which has none: the pod would not start; its keys: other',
    ],
  ])('%s is a problem', (_title, yaml, expected) => {
    expect(findingsOf(yaml)).toEqual([expect.stringMatching(/^problem: /)]);
    expect(findingsOf(yaml)[0]).toContain(expected);
  });

  test.each([
    ['optional sources', one(env('{ secretKeyRef: { name: c, key: k, optional: true } }'))],
    [
      'a name that is a variable',
      one(`params: [{ name: n, default: x }]\nvolumes: [{ name: v, secret: { secretName: $(params.n) } }]\n${STEPS}`),
    ],
    ['what every namespace has', one(`volumes: [{ name: v, configMap: { name: kube-root-ca.crt } }]\n${STEPS}`)],
  ])('%s are fine', (_title, yaml) => {
    expect(findingsOf(yaml)).toEqual([]);
  });

  test('a claim that a task surely mounts', () => {
    expect(findingsOf(claimed(''))).toEqual([
      'fatal: PipelineRun r, workspace ws: needs PersistentVolumeClaim lost, which is not in the payload: in a new namespace the pod would wait for it for ever; put it in; there are: none, or use an emptyDir: --empty-dir ws',
    ]);
  });
});

const checked = (payload: Payload) => {
  const view = viewPayload(payload);
  return view === undefined ? [] : checkRequiredObjects(view.payload, view);
};

test('what several steps of one Task need is told once, at the name of the first', () => {
  const { steps } = secretEnv('s');
  expect(checked(aPayload('main', { tasks: { a: { steps: [...steps, ...steps] } } }))).toMatchObject([
    { where: { path: ['spec', 'steps', 0, 'env', 0, 'valueFrom', 'secretKeyRef', 'name'] } },
  ]);
});

test('of a Pipeline of the cluster, whose Secrets stay there, it is said what brings them along', () => {
  expect(checked({ ...aPayload('main', { tasks: { a: secretEnv('s') } }), isFromCluster: true })).toMatchObject([
    { message: expect.stringContaining('it is not copied; make a payload that holds it: subpipe export') },
  ]);
});

test('a Secret to pull images with that is not there is a warning', () => {
  const pulls = 'taskRunTemplate: { podTemplate: { imagePullSecrets: [{ name: s }] } }';
  expect(findingsOf(referenced('tasks: [{ name: t, taskRef: { name: k } }]', { k: STEPS }, { run: pulls }))).toEqual([
    'warning: PipelineRun r: names image pull secret s, which is not in the payload: images are pulled without it; put the Secret in',
  ]);
});
