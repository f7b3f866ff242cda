import { expect, test } from '@jest/globals';
import { mostSevere, OUTCOMES, type Outcome } from '../../../src/core/outcome.ts';

const ALL = Object.keys(OUTCOMES) as Outcome[];

test.each(ALL.flatMap((one) => ALL.map((other) => [one, other] as const)))(
  'of %s and %s one is the most severe, in either order, and succeeded only where both succeeded',
  (one, other) => {
    const worst = mostSevere([one, other]);
    expect([one, other]).toContain(worst);
    expect(mostSevere([other, one])).toBe(worst);
    expect(worst === 'succeeded').toBe(one === 'succeeded' && other === 'succeeded');
  },
);

test('of many it is the one that wins against each', () => {
  const worst = mostSevere(ALL);
  for (const other of ALL) expect(mostSevere([other, worst])).toBe(worst);
});

test('of none it is succeeded', () => expect(mostSevere([])).toBe('succeeded'));

test('whatever did not succeed counts for more than what did, each outcome alone for itself', () => {
  for (const outcome of ALL) expect(mostSevere(['succeeded', outcome])).toBe(outcome);
});
