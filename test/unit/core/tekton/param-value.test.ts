import { expect, test } from '@jest/globals';
import { isParamValue } from '../../../../src/core/tekton/param-value.ts';

test.each([
  ['', true],
  [['a', ''], true],
  [[], true],
  [{ k: 'v' }, true],
  [{}, true],
  [null, false],
  [undefined, false],
  [1, false],
  [true, false],
  [['a', 1], false],
  [{ k: ['v'] }, false],
])('%j is the value of a param: %s', (value, expected) => expect(isParamValue(value)).toBe(expected));
