import { expect, test } from '@jest/globals';
import { backoffMs } from '../../../../src/kube/api/backoff.ts';

const timings = { retryBaseMs: 100, retryCapMs: 1_000 };

test('doubles its range up to the cap', () => {
  expect([0, 1, 2, 3, 4, 2_000].map((attempt) => backoffMs(attempt, timings, () => 1))).toEqual([
    100, 200, 400, 800, 1_000, 1_000,
  ]);
});

test('is anywhere in its range', () => {
  expect(backoffMs(2, timings, () => 0)).toBe(0);
  expect(backoffMs(2, timings, () => 0.5)).toBe(200);
});
