import { expect, test } from '@jest/globals';
import { MASK, maskSecret } from '../../../../src/core/k8s/mask-secrets.ts';

const object = (kind: string, fields: object) => ({ apiVersion: 'v1', kind, metadata: { name: 'a' }, ...fields });

test('the values of a Secret are masked, its keys and all else stay', () => {
  const secret = object('Secret', { type: 'Opaque', data: { user: 'Ym9i' }, stringData: { password: 'hunter2' } });
  expect(maskSecret(secret)).toEqual({ ...secret, data: { user: MASK }, stringData: { password: MASK } });
});

test('a Secret without values stays as it is', () => {
  expect(maskSecret(object('Secret', { data: null }))).toEqual(object('Secret', { data: null }));
});

test('other kinds stay as they are', () => {
  const configMap = object('ConfigMap', { data: { a: 'b' } });
  expect(maskSecret(configMap)).toBe(configMap);
});
