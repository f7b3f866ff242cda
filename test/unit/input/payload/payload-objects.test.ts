import { expect, test } from '@jest/globals';
import { payloadObjects } from '../../../../src/input/payload/payload-objects.ts';

const object = (name: string) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name } });
const piecesOf = (value: unknown) =>
  payloadObjects({ value, placesOf: () => [] }).map((piece) => ({
    within: piece.within,
    path: piece.path.join('/'),
    isText: piece.isText,
    what: piece.kind === 'object' ? piece.object.metadata.name : piece.why,
  }));
const exported = (...resources: readonly unknown[]) => ({ spec: { payload: { resources } } });

test('a document is an object, in which fields that are null are not there', () => {
  expect(payloadObjects({ value: { ...object('a'), data: null }, placesOf: () => [] })).toEqual([
    { kind: 'object', path: [], isText: false, object: object('a') },
  ]);
});

test('the items of a List are objects, also in an export', () => {
  const list = { kind: 'List', items: [object('a')] };
  expect(piecesOf(list)).toEqual([{ within: 'items[0]', path: 'items/0', isText: false, what: 'a' }]);
  expect(piecesOf(exported(list))).toEqual([
    {
      within: 'spec.payload.resources[0].items[0]',
      path: 'spec/payload/resources/0/items/0',
      isText: false,
      what: 'a',
    },
  ]);
});

test('the resources of an export are strings of JSON, or objects', () => {
  expect(piecesOf(exported(JSON.stringify(object('a')), object('b')))).toMatchObject([
    { within: 'spec.payload.resources[0]', isText: true, what: 'a' },
    { within: 'spec.payload.resources[1]', isText: false, what: 'b' },
  ]);
});

test.each<[unknown, string]>([
  [5, 'must be a Kubernetes object, not a number'],
  [[], 'must be a Kubernetes object, not an array'],
  [{ kind: 'A', metadata: {} }, 'has no apiVersion'],
  [{ apiVersion: 'v1', metadata: {} }, 'has no kind'],
  [{ apiVersion: 'v1', kind: 'A' }, 'A has no metadata'],
  [exported(' '), 'is empty'],
  [exported('{"a": 1'), 'is not JSON: '],
  [exported('{"a":1,"a":2}'), 'key "a" is there twice; keep one of them'],
  [{ kind: 'List', items: Array.from({ length: 5_001 }) }, 'items holds 5001 objects, the limit is 5000'],
])('%j is a problem', (value, why) => {
  expect(piecesOf(value)).toMatchObject([{ what: expect.stringContaining(why) }]);
});
