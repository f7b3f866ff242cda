import { expect, test } from '@jest/globals';
import { present } from '../../../src/core/present.ts';

test('a field that is undefined is absent; every other one stays, in its order', () => {
  const fields = { a: 1, b: undefined, c: null, d: '', e: false };
  expect(Object.entries(present(fields))).toEqual([
    ['a', 1],
    ['c', null],
    ['d', ''],
    ['e', false],
  ]);
  expect(fields).toHaveProperty('b');
});

test('it fits where a field may be absent and not undefined', () => {
  const given = (['x', undefined] as const).map((name) => {
    const made: { readonly id: number; readonly name?: string } = present({ id: 1, name });
    return made;
  });
  expect(given).toStrictEqual([{ id: 1, name: 'x' }, { id: 1 }]);
});
