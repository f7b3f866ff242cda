import { expect, test } from '@jest/globals';
import { type FieldPath, pathText, quoteHint, valueAt } from '../../../src/core/field-path.ts';

test.each<[FieldPath, string]>([
  [[], ''],
  [['spec'], 'spec'],
  [['spec', 'steps', 0, 'env'], 'spec.steps[0].env'],
  [[2, 'name'], '[2].name'],
])('the text of %j is "%s"', (path, text) => {
  expect(pathText(path)).toBe(text);
});

test.each<[FieldPath, unknown]>([
  [[], { a: [{ b: 5 }] }],
  [['a', 0, 'b'], 5],
  [['a', 1, 'b'], undefined],
  [['a', 0, 'b', 'c'], undefined],
])('what is at %j', (path, expected) => {
  expect(valueAt({ a: [{ b: 5 }] }, path)).toEqual(expected);
});

test.each<[unknown, string]>([
  [5, ', not 5: quote this value'],
  [true, ', not true: quote this value'],
  ['5', ''],
  [{ a: 1 }, ''],
  [undefined, ''],
])('what YAML makes of text that looks like a number or a boolean is told: %j', (value, hint) => {
  expect(quoteHint(value)).toBe(hint);
});

test('a value that is not to be shown is not in the hint', () => {
  expect(quoteHint(5, { showValue: false })).toBe(': quote this value');
  expect(quoteHint('5', { showValue: false })).toBe('');
});
