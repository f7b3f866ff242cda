import { expect, test } from '@jest/globals';
import { checkSignals } from '../../../../src/core/check/signals.ts';
import { aPayload } from '../../../support/builders.ts';
import { linesOf, viewIn } from '../../../support/yaml-payloads.ts';

const check = (...names: readonly string[]) => {
  const results = names.map((name) => ({ name }));
  return linesOf(checkSignals(viewIn(aPayload('main', { tasks: { work: { results } } }))));
};

test('a result that is nearly a signal is a warning, with what was probably meant', () => {
  expect(check('localpipelines-run-x')).toEqual([
    expect.stringMatching(/^warning: Task work: .*probably meant: localpipeline-run-x/),
  ]);
});

test('overrides of no signal are a warning each', () => {
  expect(check('localpipeline-run-x-param-1', 'localpipeline-run-x-param-2')).toEqual([
    'warning: Task work: result localpipeline-run-x-param-1 has no signal: localpipeline-run-x is not declared',
    'warning: Task work: result localpipeline-run-x-param-2 has no signal: localpipeline-run-x is not declared',
  ]);
});

test('a signal, its overrides, and results that have nothing to do with signals are fine', () => {
  expect(check('localpipeline-run-x', 'localpipeline-run-x-param-1', 'digest')).toEqual([]);
});
