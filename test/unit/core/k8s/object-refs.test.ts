import { expect, test } from '@jest/globals';
import { valueAt } from '../../../../src/core/field-path.ts';
import { isPullSecret, objectRefs } from '../../../../src/core/k8s/object-refs.ts';

const anObject = (fields: object) => ({ apiVersion: 'v1', kind: 'Any', metadata: { name: 'a' }, ...fields });
const referencesIn = (fields: object) => objectRefs(anObject(fields));
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
])('references in %s are found, each with the path to its name', (_title, spec, expected) => {
  const fields = 'secrets' in spec ? spec : { spec };
  expect(named(fields)).toEqual(expected);
  for (const { path, name } of referencesIn(fields)) expect(valueAt(anObject(fields), path)).toBe(name);
});

test('the key that is wanted of it is told', () => {
  const env = [
    { name: 'A', value: 'x' },
    { name: 'B', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
  ];
  expect(referencesIn({ spec: { steps: [{ env }] } })).toEqual([
    {
      kind: 'Secret',
      name: 's',
      optional: false,
      key: 'k',
      path: ['spec', 'steps', 0, 'env', 1, 'valueFrom', 'secretKeyRef', 'name'],
    },
  ]);
});

test('Secrets to pull images with are told apart from those that pods need to start', () => {
  const template = { imagePullSecrets: [{ name: 'pull' }], volumes: [{ secret: { secretName: 'mount' } }] };
  const found = referencesIn({ spec: { podTemplate: template }, secrets: [{ name: 'listed' }] });
  expect(found.filter(isPullSecret).map(({ name }) => name)).toEqual(['pull']);
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

test('fields that are called as what every JavaScript object has refer to nothing', () => {
  const fields: object = { constructor: { name: 'a' }, toString: { name: 'b' }, valueOf: ['c'] };
  expect(named({ ...fields, inner: { constructor: { configMapRef: { name: 'c' } } } })).toEqual(['ConfigMap c']);
});
