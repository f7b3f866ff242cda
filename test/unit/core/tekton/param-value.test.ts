import { expect, test } from '@jest/globals';
import { isParamValue } from '../../../../src/core/tekton/param-value.ts';

test.each([
  ['a string', 'x'],
  ['an empty string', ''],
  ['an array of strings', ['x', '']],
  ['an empty array', []],
  ['an object of strings', { a: 'x' }],
  ['an empty object', {}],
])('%s is a value of a param', (_title, value) => expect(isParamValue(value)).toBe(true));

test.each([
  ['a number', 5],
  ['a boolean', true],
  ['null', null],
  ['nothing', undefined],
  ['an array with a number', ['x', 5]],
  ['an array of arrays', [['x']]],
  ['an object with an object', { a: { b: 'x' } }],
  ['an object with null', { a: null }],
])('%s is none', (_title, value) => expect(isParamValue(value)).toBe(false));
