import { describe, expect, test } from '@jest/globals';
import { pathText } from '../../../../src/core/field-path.ts';
import { field, locatedValue, nameOf, objectsIn, placeOf, textIn } from '../../../../src/core/trigger/located-value.ts';

const SPEC = { name: 'x', count: 5, items: [{ a: 1 }, 'b'] };
const object = { apiVersion: 'v1', kind: 'Any', metadata: { name: 'o' }, spec: SPEC };
const spec = field(locatedValue({ object, placeOf: (path) => `at ${pathText(path)}` }), 'spec');

test('a field knows its value, its place and its name', () => {
  const item = field(spec, 'items', 0, 'a');
  expect(item.value).toBe(1);
  expect(placeOf(item)).toBe('at spec.items[0].a');
  expect(nameOf(item)).toBe('Any o: spec.items[0].a');
});

test('a field that is not there has no value, and a place all the same', () => {
  const gone = field(spec, 'name', 'first');
  expect(gone.value).toBeUndefined();
  expect(placeOf(gone)).toBe('at spec.name.first');
});

describe('what is of another type is a problem, with its place', () => {
  test.each<[string, (problems: string[]) => unknown, unknown, readonly string[]]>([
    [
      'a list',
      (problems) => objectsIn(field(spec, 'items'), problems).map(({ value }) => value),
      [{ a: 1 }],
      ['at spec.items[1]: Any o: spec.items[1] must be an object'],
    ],
    [
      'no list',
      (problems) => objectsIn(field(spec, 'name'), problems),
      [],
      ['at spec.name: Any o: spec.name must be a list'],
    ],
    ['a list that is not there', (problems) => objectsIn(field(spec, 'gone'), problems), [], []],
    ['text', (problems) => textIn(field(spec, 'name'), problems), 'x', []],
    [
      'a number',
      (problems) => textIn(field(spec, 'count'), problems),
      undefined,
      ['at spec.count: Any o: spec.count must be a string, not 5: quote this value'],
    ],
    ['text that is not there', (problems) => textIn(field(spec, 'gone'), problems), undefined, []],
  ])('%s', (_title, read, expected, expectedProblems) => {
    const problems: string[] = [];
    expect(read(problems)).toEqual(expected);
    expect(problems).toEqual(expectedProblems);
  });
});
