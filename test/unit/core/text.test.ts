import { expect, test } from '@jest/globals';
import { nonEmpty } from '../../../src/core/text.ts';

test('the empty text is none, whatever else stays as it is', () => {
  expect(['', ' ', 'a', undefined, 0].map((value) => nonEmpty(value))).toEqual([undefined, ' ', 'a', undefined, 0]);
});
