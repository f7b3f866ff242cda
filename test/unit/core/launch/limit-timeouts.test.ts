import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseDuration } from '../../../../src/core/duration.ts';
import { limitTimeouts, type Timeouts, withinTimeouts } from '../../../../src/core/launch/limit-timeouts.ts';

const HOUR_MS = 3_600_000;
const ms = (text: string | undefined) => parseDuration(text ?? '0') ?? 0;

describe('the timeouts of a run', () => {
  const cases: readonly [string, Timeouts | undefined, number, Timeouts][] = [
    ['none is set: all that is left', undefined, 2 * HOUR_MS, { pipeline: '2h0m0s' }],
    ['less than what is left is kept', { pipeline: '30m', tasks: '20m' }, HOUR_MS, { pipeline: '30m', tasks: '20m' }],
    ['more than what is left is cut', { pipeline: '5h' }, HOUR_MS, { pipeline: '1h0m0s' }],
    ['no limit is cut', { pipeline: '0' }, HOUR_MS, { pipeline: '1h0m0s' }],
    [
      'parts that fit stay',
      { tasks: '20m', finally: '10m' },
      HOUR_MS,
      { pipeline: '1h0m0s', tasks: '20m', finally: '10m' },
    ],
    ['parts that do not fit go', { pipeline: '3h', tasks: '2h', finally: '1h' }, HOUR_MS, { pipeline: '1h0m0s' }],
    [
      'parts without a limit go with the limit of the whole, which Tekton would refuse',
      { pipeline: '0', tasks: '0', finally: '10m' },
      HOUR_MS,
      { pipeline: '1h0m0s', finally: '10m' },
    ],
    ['no time is left: a second, not no limit', undefined, -5, { pipeline: '1s' }],
  ];
  test.each(cases)('%s', (_title, timeouts, leftMs, expected) => {
    expect(limitTimeouts(timeouts, leftMs)).toEqual(expected);
  });

  test('never give more than what is left, and parts never more than the whole', () => {
    const duration = fc.option(
      fc.integer({ min: 0, max: 20_000 }).map((seconds) => `${seconds}s`),
      { nil: undefined },
    );
    const left = fc.integer({ min: 1000, max: 10_000_000 });
    fc.assert(
      fc.property(duration, duration, duration, left, (pipeline, tasks, last, leftMs) => {
        // Tekton takes no run whose parts are more than its whole.
        fc.pre(ms(pipeline) === 0 || ms(tasks) + ms(last) <= ms(pipeline));
        const set = {
          ...(pipeline === undefined ? {} : { pipeline }),
          ...(tasks === undefined ? {} : { tasks }),
          ...(last === undefined ? {} : { finally: last }),
        };
        const made = limitTimeouts(set, leftMs);
        expect(ms(made.pipeline)).toBeGreaterThan(0);
        expect(ms(made.pipeline)).toBeLessThanOrEqual(leftMs);
        expect(ms(made.tasks) + ms(made.finally)).toBeLessThanOrEqual(ms(made.pipeline));
      }),
    );
  });
});

describe("a task's own timeout", () => {
  test.each<[string, Timeouts, string, string | undefined]>([
    ['longer than what the run is cut to goes', { pipeline: '1h' }, '3h', undefined],
    ['longer than that of all tasks goes', { pipeline: '50m', tasks: '30m' }, '40m', undefined],
    ['that fits stays', { pipeline: '50m' }, '40m', '40m'],
    ['of no limit stays: the limit of the run is kept all the same', { pipeline: '1h' }, '0', '0'],
  ])('%s', (_title, timeouts, timeout, expected) => {
    expect(withinTimeouts({ pipelineTaskName: 'a', timeout }, timeouts)).toEqual({
      pipelineTaskName: 'a',
      ...(expected === undefined ? {} : { timeout: expected }),
    });
  });
});
