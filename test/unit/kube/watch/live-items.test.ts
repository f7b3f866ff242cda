import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../../../src/core/k8s/object.ts';
import { LiveItems } from '../../../../src/kube/watch/live-items.ts';

const object = (name: string, resourceVersion?: string, uid = 'u'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { namespace: 'ci', name, uid, ...(resourceVersion === undefined ? {} : { resourceVersion }) },
});
const namesOf = (items: LiveItems<KubeObject>) => items.items().map(({ metadata }) => metadata.name);

function itemsOf(...objects: readonly KubeObject[]): LiveItems<KubeObject> {
  const items = new LiveItems<KubeObject>();
  items.replace(objects);
  return items;
}

describe('an object that is put', () => {
  test.each<[string, KubeObject, boolean]>([
    ['anew is news', object('b', '1'), true],
    ['again in the same version is none', object('a', '1'), false],
    ['in another version is news', object('a', '2'), true],
    ['with the same version, made anew, is news', object('a', '1', 'other'), true],
  ])('%s', (_title, given, expected) => expect(itemsOf(object('a', '1')).put(given)).toBe(expected));

  test('without a version is always news', () => {
    expect(itemsOf(object('a')).put(object('a'))).toBe(true);
  });
});

test('removing what is not there is no news', () => {
  const items = itemsOf(object('a', '1'));
  expect([items.remove(object('b')), items.remove(object('a')), items.remove(object('a'))]).toEqual([
    false,
    true,
    false,
  ]);
  expect(items.items()).toEqual([]);
});

test('a listing takes the place of all, in the order in which objects were first heard of', () => {
  const items = itemsOf(object('a', '1'), object('b', '1'), object('c', '1'));
  expect(items.replace([object('d', '1'), object('c', '2'), object('a', '1')])).toBe(true);
  expect(namesOf(items)).toEqual(['a', 'c', 'd']);
  expect(items.replace([object('a', '1'), object('c', '2'), object('d', '1')])).toBe(false);
  expect(items.replace([object('a', '1')])).toBe(true);
});

test('the same array is given until something changes', () => {
  const items = itemsOf(object('a', '1'));
  const before = items.items();
  items.put(object('a', '1'));
  expect(items.items()).toBe(before);
  items.put(object('b', '1'));
  expect(items.items()).not.toBe(before);
});
