import { describe, expect, test } from '@jest/globals';
import { lackingObjects } from '../../../../src/core/check/lacking-objects.ts';
import { references } from '../../../../src/core/k8s/object-refs.ts';
import { aPayload } from '../../../support/builders.ts';

const referencesIn = (fields: object) =>
  references({ apiVersion: 'v1', kind: 'Any', metadata: { name: 'a' }, ...fields });
const named = (fields: object) =>
  referencesIn(fields).map(({ kind, name, optional }) => `${kind} ${name}${optional ? '?' : ''}`);

test.each<[string, object, readonly string[]]>([
  [
    'env',
    {
      steps: [
        {
          env: [
            { valueFrom: { configMapKeyRef: { name: 'c', key: 'k' } } },
            { valueFrom: { secretKeyRef: { name: 's', key: 'k', optional: true } } },
          ],
        },
      ],
    },
    ['ConfigMap c', 'Secret s?'],
  ],
  [
    'envFrom',
    { stepTemplate: { envFrom: [{ configMapRef: { name: 'c' } }, { secretRef: { name: 's', optional: true } }] } },
    ['ConfigMap c', 'Secret s?'],
  ],
  [
    'volumes',
    {
      volumes: [
        { configMap: { name: 'c' } },
        { secret: { secretName: 's' } },
        { persistentVolumeClaim: { claimName: 'p' } },
        { emptyDir: {} },
      ],
    },
    ['ConfigMap c', 'Secret s', 'PersistentVolumeClaim p'],
  ],
  [
    'projected volumes',
    {
      volumes: [{ projected: { sources: [{ secret: { name: 's' } }, { configMap: { name: 'c', optional: true } }] } }],
    },
    ['Secret s', 'ConfigMap c?'],
  ],
  ['CSI volumes', { volumes: [{ csi: { nodePublishSecretRef: { name: 's' } } }] }, ['Secret s']],
  [
    'workspaces',
    {
      workspaces: [
        { name: 'a', persistentVolumeClaim: { claimName: 'p' } },
        { name: 'b', secret: { secretName: 's' } },
      ],
    },
    ['PersistentVolumeClaim p', 'Secret s'],
  ],
  [
    'service accounts and image pull secrets',
    { taskRunTemplate: { serviceAccountName: 'a', podTemplate: { imagePullSecrets: [{ name: 's' }] } } },
    ['ServiceAccount a', 'Secret s'],
  ],
  [
    'the Secrets of a ServiceAccount',
    { secrets: [{ name: 's' }], imagePullSecrets: [{ name: 't' }] },
    ['Secret s', 'Secret t'],
  ],
])('references in %s are found', (_title, spec, expected) => {
  expect(named('secrets' in spec ? spec : { spec })).toEqual(expected);
});

test('each tells where it stands', () => {
  const env = [
    { name: 'A', value: 'x' },
    { name: 'B', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
  ];
  expect(referencesIn({ spec: { steps: [{ env }] } })).toEqual([
    { kind: 'Secret', name: 's', optional: false, path: 'spec.steps[0].env[1].valueFrom.secretKeyRef' },
  ]);
});

test('values of params, and names that only the run knows, are none', () => {
  expect(
    named({
      spec: {
        params: [{ name: 'p', default: { secret: { secretName: 's' } } }],
        volumes: [{ secret: { secretName: '$(params.name)' } }, { configMap: {} }],
      },
    }),
  ).toEqual([]);
});

describe('what a payload lacks', () => {
  const secretEnv = (name: string, optional = false) => ({
    steps: [{ env: [{ name: 'E', valueFrom: { secretKeyRef: { name, key: 'k', optional } } }] }],
  });

  test('is named once, with all that need it', () => {
    const payload = aPayload('main', { tasks: { a: secretEnv('s'), b: secretEnv('s') } });
    expect(lackingObjects(payload)).toEqual([{ kind: 'Secret', name: 's', usedBy: ['Task a', 'Task b'] }]);
  });

  test('is not what it holds, what is optional, or what Tasks refer to that the pipeline does not use', () => {
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } };
    const payload = aPayload('main', {
      tasks: { a: secretEnv('s'), b: secretEnv('o', true), unused: secretEnv('u') },
      spec: {
        tasks: [
          { name: 'a', taskRef: { name: 'a' } },
          { name: 'b', taskRef: { name: 'b' } },
        ],
      },
      objects: [secret],
    });
    expect(lackingObjects(payload)).toEqual([]);
  });

  test('is not the ConfigMap that every namespace has, nor a ServiceAccount, which is made', () => {
    const volumes = [{ name: 'v', configMap: { name: 'kube-root-ca.crt' } }];
    const payload = aPayload('main', {
      tasks: { a: { volumes } },
      run: { taskRunTemplate: { serviceAccountName: 'robot' } },
    });
    expect(lackingObjects(payload)).toEqual([]);
  });
});
