import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mostSevere, OTHER_EXIT_CODES, OUTCOMES, type Outcome } from '../../../src/core/outcome.ts';
import { ERROR_EXIT_CODES } from '../../../src/errors.ts';

test('exit codes are those of the contract', () => {
  expect(Object.fromEntries(Object.entries(OUTCOMES).map(([outcome, { exitCode }]) => [outcome, exitCode]))).toEqual({
    succeeded: 0,
    failed: 1,
    cancelled: 3,
    'timed-out': 4,
    rejected: 5,
    'never-appeared': 5,
    deleted: 6,
    'not-allowed': 7,
    deadline: 124,
  });
  expect(OTHER_EXIT_CODES.map(({ exitCode }) => exitCode)).toEqual([2, 8, 130, 143]);
});

test('every error has an exit code that the table tells', () => {
  const told = [...Object.values(OUTCOMES), ...OTHER_EXIT_CODES].map(({ exitCode }) => exitCode);
  for (const code of Object.values(ERROR_EXIT_CODES)) expect(told).toContain(code);
});

const anyOutcome = fc.constantFrom(...(Object.keys(OUTCOMES) as Outcome[]));

test('the most severe outcome is one of those given, in any order, and succeeded only where all succeeded', () => {
  fc.assert(
    fc.property(fc.array(anyOutcome, { minLength: 1 }), (outcomes) => {
      const worst = mostSevere(outcomes);
      expect(outcomes).toContain(worst);
      expect(mostSevere(outcomes.toReversed())).toBe(worst);
      expect(worst === 'succeeded').toBe(outcomes.every((outcome) => outcome === 'succeeded'));
    }),
  );
});

test('of none it is succeeded', () => expect(mostSevere([])).toBe('succeeded'));

test('whatever did not succeed counts for more than what did, each outcome alone for itself', () => {
  for (const outcome of Object.keys(OUTCOMES) as Outcome[]) expect(mostSevere(['succeeded', outcome])).toBe(outcome);
});
