import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatDuration, parseDuration } from '../../../src/core/duration.ts';

describe('a Go duration', () => {
  test.each([
    ['0', 0],
    ['0s', 0],
    ['90s', 90_000],
    ['1h30m', 5_400_000],
    ['1h0m0s', 3_600_000],
    ['1.5h', 5_400_000],
    ['250ms', 250],
    ['1m250ms', 60_250],
    ['30m1h', 5_400_000],
  ])('%s is %d ms', (text, ms) => expect(parseDuration(text)).toBe(ms));

  test.each(['', '1', '-1h', '+1h', '1d', '1h ', ' 1h', 'h', '1 h', '1.h', '.5h', '1H', '1h30', 'infinity', '5us'])(
    '%j is none',
    (text) => expect(parseDuration(text)).toBeUndefined(),
  );

  test.each([
    [0, '0s'],
    [999, '0s'],
    [-5000, '0s'],
    [42_000, '42s'],
    [60_000, '1m0s'],
    [3_605_000, '1h0m5s'],
    [90_000_000, '25h0m0s'],
  ])('%d ms is written %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

  test('of whole seconds comes back as it was written', () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), (seconds) =>
        expect(parseDuration(formatDuration(seconds * 1000))).toBe(seconds * 1000),
      ),
    );
  });
});
