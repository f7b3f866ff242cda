import { describe, expect, test } from '@jest/globals';
import { asManifest, unboundClaim } from '../../../../src/core/k8s/as-manifest.ts';

const LIVE = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: {
    name: 'data',
    namespace: 'ci',
    uid: '1-2',
    resourceVersion: '7',
    labels: { app: 'x' },
    annotations: {
      'kubectl.kubernetes.io/last-applied-configuration': '{}',
      'pv.kubernetes.io/bind-completed': 'yes',
      'volume.beta.kubernetes.io/storage-provisioner': 'csi',
      keep: 'this',
    },
  },
  spec: { storageClassName: 'gold', volumeName: 'pvc-1-2' },
  status: { phase: 'Bound' },
};

describe('an object as its author would write it', () => {
  test('has no status and no metadata of the server, and keeps everything else', () => {
    expect(asManifest(LIVE)).toEqual({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        name: 'data',
        labels: { app: 'x' },
        annotations: {
          'pv.kubernetes.io/bind-completed': 'yes',
          'volume.beta.kubernetes.io/storage-provisioner': 'csi',
          keep: 'this',
        },
      },
      spec: LIVE.spec,
    });
  });

  test('has no annotations where the copy of kubectl was the only one', () => {
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{}' };
    expect(asManifest({ ...LIVE, metadata: { annotations } }).metadata).toStrictEqual({});
  });
});

test('a claim is free of the volume that it was bound to', () => {
  expect(unboundClaim(LIVE)).toEqual({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', labels: { app: 'x' }, annotations: { keep: 'this' } },
    spec: { storageClassName: 'gold' },
  });
});
