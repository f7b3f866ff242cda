import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mostSevere, OUTCOMES, type Outcome } from '../../../src/core/outcome.ts';

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
