import { expect, test } from '@jest/globals';
import { listOf } from '../../../src/core/list-of.ts';

test('names are listed sorted, each once; of none it is said', () => {
  expect(listOf(['b', 'a', 'b'])).toBe('a, b');
  expect(listOf(new Map([['k', 1]]).keys())).toBe('k');
  expect(listOf([])).toBe('none');
});
