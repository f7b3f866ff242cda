import { expect, test } from '@jest/globals';
import { fieldOf } from '../../../../src/core/k8s/object.ts';

test('a field that not every kind has is read by its name', () => {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, type: 'Opaque' };

  expect(fieldOf(secret, 'type')).toBe('Opaque');
  expect(fieldOf(secret, 'spec')).toBeUndefined();
});
