import { expect, test } from '@jest/globals';
import {
  fieldOf,
  type KubeObject,
  type ObjectMeta,
  qualifiedNameOf,
  refOf,
  specOf,
  titleOf,
} from '../../../../src/core/k8s/object.ts';

const anObject = (metadata: ObjectMeta, more: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata,
  ...more,
});

test.each<[ObjectMeta, string]>([
  [{ name: 'a', generateName: 'b-' }, 'Secret a'],
  [{ generateName: 'b-' }, 'Secret b-'],
  [{}, 'Secret (no name)'],
  [{ name: 5 as never }, 'Secret'],
])('an object with the metadata %j is called %s', (metadata, title) => {
  expect(titleOf(anObject(metadata))).toBe(title);
});

test('the reference to an object has a namespace only where the object has one', () => {
  expect(refOf(anObject({ name: 'a', namespace: 'n', uid: 'u' }))).toEqual({
    apiVersion: 'v1',
    kind: 'Secret',
    name: 'a',
    namespace: 'n',
  });
  expect(refOf(anObject({ name: 'a' }))).toEqual({ apiVersion: 'v1', kind: 'Secret', name: 'a' });
});

test('a spec is an object, or there is none', () => {
  expect(specOf(anObject({}, { spec: { a: 1 } }))).toEqual({ a: 1 });
  expect(specOf(anObject({}, { spec: ['a'] }))).toBeUndefined();
  expect(specOf(anObject({}))).toBeUndefined();
});

test('a field that not every kind has is read by its name', () => {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, type: 'Opaque' };

  expect(fieldOf(secret, 'type')).toBe('Opaque');
  expect(fieldOf(secret, 'spec')).toBeUndefined();
});

test('the qualified name of an object is namespace/name, with what it does not have left empty', () => {
  expect(qualifiedNameOf(anObject({ namespace: 'ci', name: 'a' }))).toBe('ci/a');
  expect(qualifiedNameOf(anObject({}))).toBe('/');
});
