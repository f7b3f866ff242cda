import { describe, expect, test } from '@jest/globals';
import { mainLaunch } from '../../../../src/core/launch/launch.ts';
import { readSignals } from '../../../../src/core/signal/signals.ts';
import { aPipelineRun, aTaskRun, type TaskRunOptions } from '../../../support/builders.ts';

const main = aPipelineRun(mainLaunch('r1', 'main'), { reason: 'Running' });
const param = (name: string, value: unknown = 'v') => JSON.stringify({ task: 't', name, value });

function read(options: TaskRunOptions, early = true) {
  return readSignals(aTaskRun(main, options), { early });
}

/** `name -> pipeline (values of its params)` of each complete signal. */
function complete(options: TaskRunOptions, early = true): string[] {
  return read(options, early).complete.map(
    ({ name, pipeline, params }) =>
      `${name} -> ${pipeline} (${params.map(({ value }) => (typeof value === 'string' ? value : JSON.stringify(value))).join(' ')})`,
  );
}

describe('a signal is complete', () => {
  const cases: readonly [string, TaskRunOptions, string[]][] = [
    [
      'as soon as a finished step has written it, while later steps still run',
      { steps: [{ 'localpipeline-run-a': 'child' }] },
      ['a -> child ()'],
    ],
    [
      'not before every param that the task declares for it has appeared',
      { steps: [{ 'localpipeline-run-a': 'child' }], declares: ['localpipeline-run-a-param-1'] },
      [],
    ],
    [
      'when its declared params appear in a later step',
      { steps: [{ 'localpipeline-run-a': 'child' }, { 'localpipeline-run-a-param-1': 'p' }] },
      ['a -> child (p)'],
    ],
    [
      'when its params were written before it',
      { steps: [{ 'localpipeline-run-a-param-1': 'p' }, { 'localpipeline-run-a': 'child' }] },
      ['a -> child (p)'],
    ],
    [
      'with declared params missing, once the TaskRun is done',
      {
        reason: 'Succeeded',
        results: { 'localpipeline-run-a': 'child' },
        declares: ['localpipeline-run-a-param-1'],
      },
      ['a -> child ()'],
    ],
    ['though its task failed', { reason: 'Failed', results: { 'localpipeline-run-a': 'child' } }, ['a -> child ()']],
    [
      'though its task failed and only the steps show the result',
      { reason: 'Failed', steps: [{ 'localpipeline-run-a': 'child' }] },
      ['a -> child ()'],
    ],
    [
      'once, however many steps repeat it',
      { steps: [{ 'localpipeline-run-a': 'child' }, {}, {}, {}, {}] },
      ['a -> child ()'],
    ],
    [
      'when params of another signal are still missing',
      {
        steps: [{ 'localpipeline-run-a': 'child', 'localpipeline-run-b': 'other' }],
        declares: ['localpipeline-run-b-param-1'],
      },
      ['a -> child ()'],
    ],
    ['never where its value is empty', { reason: 'Succeeded', results: { 'localpipeline-run-a': ' \n' } }, []],
    [
      'when an empty value is followed by a real one',
      { steps: [{ 'localpipeline-run-a': '' }, { 'localpipeline-run-a': 'child' }] },
      ['a -> child ()'],
    ],
    [
      'with its value trimmed',
      { reason: 'Succeeded', results: { 'localpipeline-run-a': '  child.json\n' } },
      ['a -> child.json ()'],
    ],
    [
      'with empty params left out',
      {
        reason: 'Succeeded',
        results: {
          'localpipeline-run-a': 'child',
          'localpipeline-run-a-param-1': '\n',
          'localpipeline-run-a-param-2': 'p2',
        },
      },
      ['a -> child (p2)'],
    ],
  ];
  test.each(cases)('%s', (_title, options, expected) => expect(complete(options)).toEqual(expected));

  test('only at the end of the TaskRun where early signals are off', () => {
    const steps = [{ 'localpipeline-run-a': 'child' }];
    expect(complete({ steps }, false)).toEqual([]);
    expect(complete({ reason: 'Succeeded', results: { 'localpipeline-run-a': 'child' } }, false)).toEqual([
      'a -> child ()',
    ]);
  });

  test('not while nobody knows yet which params its task declares', () => {
    const taskRun = aTaskRun(main, { steps: [{ 'localpipeline-run-a': 'child' }] });
    const { taskSpec: _unknown, ...status } = taskRun.status ?? {};
    const report = readSignals({ ...taskRun, status }, { early: true });
    expect(report).toEqual({ complete: [], warnings: [], bad: [] });
  });

  test('never from a TaskRun without a status', () => {
    const { status: _none, ...created } = aTaskRun(main);
    expect(readSignals(created, { early: true })).toEqual({ complete: [], warnings: [], bad: [] });
  });
});

describe('names', () => {
  test.each([
    ['-', 'x-y'],
    ['_', 'x_y'],
    ['digits', '2fast4u'],
    ['dots', 'x.y'],
    ['-param- inside', 'x-param-y'],
    ['-param-digits- inside', 'x-param-1-y'],
  ])('with %s are signals', (_what, name) => {
    expect(complete({ steps: [{ [`localpipeline-run-${name}`]: 'child' }] })).toEqual([`${name} -> child ()`]);
  });

  test('the last -param-<digits> is the suffix', () => {
    const steps = [{ 'localpipeline-run-a-param-1': 'child', 'localpipeline-run-a-param-1-param-2': 'p' }];
    const results = { 'localpipeline-run-a-param-1-param-2': 'p' };
    // `a-param-1` can only be a param of `a`, so `a-param-1-param-2` belongs to a signal that was never given.
    expect(complete({ steps })).toEqual([]);
    expect(read({ reason: 'Succeeded', results }).warnings).toEqual([
      'result localpipeline-run-a-param-1-param-2 has no signal: localpipeline-run-a-param-1 is missing or empty',
    ]);
  });

  test('params are applied in numeric order, whatever their digits', () => {
    const results = {
      'localpipeline-run-a-param-10': 'ten',
      'localpipeline-run-a-param-2': 'two',
      'localpipeline-run-a': 'child',
      'localpipeline-run-a-param-007': 'seven',
      'localpipeline-run-a-param-99999999999999999999': 'many',
    };
    expect(complete({ reason: 'Succeeded', results })).toEqual(['a -> child (two seven ten many)']);
  });
});

describe('the first non-empty value stands', () => {
  test('and the finished TaskRun showing another one is told', () => {
    const report = read({
      reason: 'Succeeded',
      steps: [{ 'localpipeline-run-a': 'first' }],
      results: { 'localpipeline-run-a': 'second' },
    });
    expect(report.complete).toMatchObject([{ name: 'a', pipeline: 'first' }]);
    expect(report.warnings).toEqual([
      'result localpipeline-run-a changed from "first" to "second"; the first value is kept',
    ]);
  });

  test('and a later step showing another param is told', () => {
    const report = read({
      steps: [
        { 'localpipeline-run-a': 'child', 'localpipeline-run-a-param-1': 'x' },
        { 'localpipeline-run-a-param-1': 'y' },
      ],
    });
    expect(report.complete).toMatchObject([{ params: [{ value: 'x' }] }]);
    expect(report.warnings).toEqual([
      'result localpipeline-run-a-param-1 changed from "x" to "y"; the first value is kept',
    ]);
  });

  test('and is no change where it was only repeated or emptied', () => {
    const steps = [{ 'localpipeline-run-a': 'child' }, { 'localpipeline-run-a': '' }];
    const results = { 'localpipeline-run-a': 'child' };
    expect(read({ reason: 'Succeeded', steps, results })).toMatchObject({ complete: [{ name: 'a' }], warnings: [] });
  });
});

describe('near misses are told with what was probably meant', () => {
  test.each([
    ['localpipeline-run', 'localpipeline-run-<name>'],
    ['localpipelines-run-x', 'localpipeline-run-x'],
    ['localpipeline-runs-x', 'localpipeline-run-x'],
    ['local-pipeline-run-x', 'localpipeline-run-x'],
    ['LocalPipeline-run-x', 'localpipeline-run-x'],
  ])('%s -> %s', (name, meant) => {
    expect(read({ declares: [name] }).warnings).toEqual([`result ${name} is not a signal; probably meant: ${meant}`]);
  });

  test.each([
    ['localpipeline-run-x-parama-1', 'localpipeline-run-x-param-1'],
    ['localpipeline-run-x-params-1', 'localpipeline-run-x-param-1'],
    ['localpipeline-run-x-param1', 'localpipeline-run-x-param-1'],
    ['localpipeline-run-x-parm-2', 'localpipeline-run-x-param-2'],
  ])('%s -> %s, and its value launches nothing', (name, meant) => {
    const report = read({
      reason: 'Succeeded',
      results: { 'localpipeline-run-x': 'child', [name]: param('p') },
    });
    expect(report.complete.map((signal) => signal.name)).toEqual(['x']);
    expect(report.warnings).toEqual([`result ${name} looks like an override, but is none; probably meant: ${meant}`]);
  });

  test.each(['localpipeline', 'image-digest', 'run', 'my-localpipeline-run-x'])('%s is left alone', (name) => {
    expect(read({ declares: [name] }).warnings).toEqual([]);
  });

  test('params without their signal are told once the TaskRun is done', () => {
    const results = { 'localpipeline-run-a-param-1': 'p' };
    expect(read({ steps: [results] }).warnings).toEqual([]);
    expect(read({ reason: 'Succeeded', results }).warnings).toEqual([
      'result localpipeline-run-a-param-1 has no signal: localpipeline-run-a is missing or empty',
    ]);
  });
});

describe('what a step writes', () => {
  const step = (message: string) =>
    read({ declares: ['localpipeline-run-a'], stepStates: [{ terminated: { message } }] });
  const item = (type: unknown) => JSON.stringify([{ key: 'localpipeline-run-a', value: 'child', type }]);

  test.each([
    ['as a number', item(1)],
    ['as text', item('TaskRunResult')],
  ])('counts as a result with its type %s', (_title, message) => {
    expect(step(message).complete).toMatchObject([{ name: 'a', pipeline: 'child' }]);
  });

  test.each([
    ['a pipeline resource result', item(2)],
    ['an internal result', item(3)],
    ['a result without a type', item(undefined)],
    ['text that is no JSON', '[oops'],
    ['text of the program itself', 'all went well'],
    ['JSON of another shape', '[null, 1, "x", {"key": 1}]'],
    ['nothing', ''],
  ])('does not count where it is %s', (_title, message) => expect(step(message).complete).toEqual([]));
});

test('a signal whose value is no text is bad, and named', () => {
  const report = read({
    reason: 'Succeeded',
    results: { 'localpipeline-run-a': ['x'], 'localpipeline-run-b': 'child' },
  });
  expect(report.bad).toEqual([
    { name: 'a', reason: 'result localpipeline-run-a must be a string, the name of a pipeline' },
  ]);
  expect(report.complete.map(({ name }) => name)).toEqual(['b']);
});

test.each(['"', "'", '\n', '$(params.x)', '{"a":{"b":"c"}}', 'a=b,c', 'žluťoučký 🐎'])(
  'a param value with %j arrives as it was written',
  (special) => {
    const value = param('p', `x${special}y`);
    const steps = [{ 'localpipeline-run-a': 'child', 'localpipeline-run-a-param-1': value }];
    expect(read({ steps }).complete[0]?.params).toEqual([{ resultName: 'localpipeline-run-a-param-1', value }]);
  },
);
