import { expect, test } from '@jest/globals';
import { Cursor } from '../../../../src/core/calls/cursor.ts';

test('a text is read from its start to its end, and each look at a character counts', () => {
  const cursor = new Cursor('ab c');
  expect([cursor.peek(), cursor.peek(1)]).toEqual(['a', 'b']);
  expect(cursor.next()).toBe('a');
  expect(cursor.takeUntil((each) => each === ' ')).toBe('b');
  expect(cursor.take(1)).toBe(' ');
  expect(cursor.takeUntil(() => false)).toBe('c');
  expect([cursor.peek(), cursor.next()]).toEqual(['', '']);
  expect(cursor.looks).toBe(9);
});
