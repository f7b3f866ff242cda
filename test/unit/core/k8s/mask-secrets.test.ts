import { expect, test } from '@jest/globals';
import { MASK, maskSecret } from '../../../../src/core/k8s/mask-secrets.ts';

const objectOf = (kind: string) => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 's' },
  data: { key: 'c2VjcmV0', other: '' },
  stringData: { plain: 'secret' },
});

test('of a Secret the keys stay, and no value', () => {
  expect(maskSecret(objectOf('Secret'))).toEqual({
    ...objectOf('Secret'),
    data: { key: MASK, other: MASK },
    stringData: { plain: MASK },
  });
});

test('every other kind, and a Secret without values, stays as it is', () => {
  const config = objectOf('ConfigMap');
  expect(maskSecret(config)).toBe(config);
  const empty = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } };
  expect(maskSecret(empty)).toStrictEqual(empty);
});
