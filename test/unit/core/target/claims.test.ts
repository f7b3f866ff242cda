import { describe, expect, test } from '@jest/globals';
import { applyToClaims, classOf, isClaim } from '../../../../src/core/target/claims.ts';
import type { Payload } from '../../../../src/core/payload/payload.ts';
import { CLAIM, PAYLOAD } from '../../../support/target-payload.ts';

const claimOf = ({ objects }: Payload) => objects.find(({ kind }) => kind === 'PersistentVolumeClaim');

describe('storage', () => {
  test('class and size go into claims and claim templates, over every way to name a class', () => {
    const { payload: made, changes } = applyToClaims(PAYLOAD, { storageClass: 'fast', storageSize: '5Gi' });
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
    const { payload: made, changes } = applyToClaims(PAYLOAD, { storageClass: '' });
    expect(claimOf(made)).toHaveProperty('spec', {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Gi' } },
    });
    expect(changes).toEqual(["storage class of PersistentVolumeClaim data: ancient -> the cluster's default"]);
  });
});

test('the class of a claim is that of the old annotation, which Kubernetes takes first', () => {
  const claim = claimOf(PAYLOAD);
  if (claim === undefined || !isClaim(claim)) throw new Error('the payload has no claim');
  expect(classOf(claim)).toBe('ancient');
  expect(classOf({ ...claim, metadata: { name: 'data' } })).toBe('gold');
  expect(classOf({ ...claim, metadata: { name: 'data' }, spec: {} })).toBeUndefined();
});
