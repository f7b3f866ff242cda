import { expect, test } from '@jest/globals';
import { isObject } from '../../../src/core/json.ts';

test.each([
  [{}, true],
  [Object.create(null), true],
  [[], false],
  [null, false],
  [undefined, false],
  ['text', false],
  [1, false],
])('%j is an object: %s', (value, expected) => expect(isObject(value)).toBe(expected));
