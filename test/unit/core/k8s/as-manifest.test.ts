import { describe, expect, test } from '@jest/globals';
import { asManifest, releasedClaim, unboundClaim } from '../../../../src/core/k8s/as-manifest.ts';

test('what the API server and kubectl have added is left out', () => {
  const metadata = {
    name: 'a',
    namespace: 'n',
    uid: 'u',
    resourceVersion: '5',
    labels: { team: 'a' },
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}', note: 'n' },
  };
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { k: 'v' }, status: {} };
  expect(asManifest(object)).toEqual({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a', labels: { team: 'a' }, annotations: { note: 'n' } },
    data: { k: 'v' },
  });
});

test('metadata that would be empty is not there', () => {
  const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{}' };
  expect(asManifest({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { annotations } }).metadata).toEqual({});
});

describe('a claim', () => {
  const claim = (annotations: Readonly<Record<string, string>>) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'c', annotations },
    spec: { volumeName: 'pv-1', accessModes: ['ReadWriteOnce'] },
  });
  const bound = claim({
    'pv.kubernetes.io/bind-completed': 'yes',
    'volume.beta.kubernetes.io/storage-provisioner': 'p',
    'volume.kubernetes.io/selected-node': 'n',
    keep: 'k',
  });
  const free = {
    ...bound,
    metadata: { name: 'c', annotations: { keep: 'k' } },
    spec: { accessModes: ['ReadWriteOnce'] },
  };

  test('without its volume has nothing of the one that it was bound to', () => {
    expect(unboundClaim(bound)).toEqual(free);
  });

  test('that was bound elsewhere is released; one that asks for a volume on purpose keeps it', () => {
    expect(releasedClaim(bound)).toEqual(free);
    expect(releasedClaim(claim({ keep: 'k' }))).toEqual(claim({ keep: 'k' }));
  });

  test('is the only kind that is released', () => {
    expect(releasedClaim({ ...bound, kind: 'ConfigMap' })).toEqual({ ...bound, kind: 'ConfigMap' });
  });
});
