import { describe, expect, test } from '@jest/globals';
import { limitTimeouts } from '../../../../src/core/launch/limit-timeouts.ts';
import { applyToTimeouts, isConsistent } from '../../../../src/core/target/timeouts.ts';
import { OWN, PAYLOAD } from '../../../support/target-payload.ts';

describe('timeouts', () => {
  test('that are set drop those of the payload that no longer fit', () => {
    expect(applyToTimeouts(PAYLOAD, { timeouts: { pipeline: '20m' } }).payload.run.spec.timeouts).toEqual({
      pipeline: '20m',
    });
    expect(applyToTimeouts(PAYLOAD, { timeouts: { pipeline: '2h' } }).payload.run.spec.timeouts).toEqual({
      ...OWN.timeouts,
      pipeline: '2h',
    });
    expect(applyToTimeouts(PAYLOAD, { timeouts: { tasks: '3h' } }).payload.run.spec.timeouts).toEqual({ tasks: '3h' });
  });

  test('are consistent, so that the limit of the whole tree can be put over them', () => {
    const { timeouts } = applyToTimeouts(PAYLOAD, { timeouts: { pipeline: '20m' } }).payload.run.spec;
    expect(limitTimeouts(timeouts, 3_600_000)).toEqual({ pipeline: '20m' });
  });
});

test.each([
  [{}, true],
  [{ tasks: '9h', finally: '1h' }, true],
  [{ pipeline: '0', tasks: '9h' }, true],
  [{ pipeline: '1h', tasks: '50m', finally: '10m' }, true],
  [{ pipeline: '1h', tasks: '50m', finally: '11m' }, false],
  [{ pipeline: '1h', tasks: '0' }, false],
])('Tekton takes the timeouts %j: %s', (timeouts, expected) => expect(isConsistent(timeouts)).toBe(expected));
