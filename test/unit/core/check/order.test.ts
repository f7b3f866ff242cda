import { expect, test } from '@jest/globals';
import { checkOrder } from '../../../../src/core/check/order.ts';
import type { PipelineSpec, PipelineTask } from '../../../../src/core/tekton/types.ts';
import { aPayload } from '../../../support/builders.ts';
import { linesOf, viewIn } from '../../../support/yaml-payloads.ts';

const check = (spec: PipelineSpec) => linesOf(checkOrder(viewIn(aPayload('main', { spec }))));
const task = (name: string, more: Partial<PipelineTask> = {}): PipelineTask => ({
  name,
  taskRef: { name: 'work' },
  ...more,
});
const uses = (variable: string) => ({ params: [{ name: 'p', value: variable }] });

test.each<[string, PipelineSpec, string]>([
  [
    'after a task that is not there',
    { tasks: [task('a'), task('b', { runAfter: ['gone'] })] },
    'Pipeline main, task b: runAfter names task gone, which is not in the pipeline; its tasks: a, b',
  ],
  [
    'after a task of finally',
    { tasks: [task('a', { runAfter: ['f'] })], finally: [task('f')] },
    'Pipeline main, task a: runAfter names task f, which is not in the pipeline; its tasks: a',
  ],
  [
    'in finally',
    { tasks: [task('a')], finally: [task('f', { runAfter: ['a'] })] },
    'Pipeline main, finally task f: runAfter is not allowed in finally; take it out',
  ],
  [
    'in a circle of runAfter',
    { tasks: [task('a', { runAfter: ['b'] }), task('b', { runAfter: ['a'] })] },
    'Pipeline main: tasks wait for each other: a -> b -> a',
  ],
  [
    'in a circle by way of a result, in when',
    {
      tasks: [
        task('a', { when: [{ input: '$(tasks.b.results.r)', operator: 'in', values: [] }] }),
        task('b', uses('$(tasks.a.results.r)')),
      ],
    },
    'Pipeline main: tasks wait for each other: a -> b -> a',
  ],
])('an order %s is fatal', (_title, spec, expected) => {
  expect(check(spec)).toEqual([`fatal: ${expected}`]);
});

test('a pipeline of very many tasks in a row is gone through without a deep stack, and so is a circle of them', () => {
  const count = 20_000;
  const after = (index: number) => (index === 0 ? {} : { runAfter: [`t${index - 1}`] });
  // From the last to the first: the search begins at the end of the row.
  const row = Array.from({ length: count }, (_, index) => task(`t${index}`, after(index))).toReversed();
  expect(check({ tasks: row })).toEqual([]);
  const [last = task('none'), ...others] = row;
  const circle = [last, ...others.slice(0, -1), task('t0', { runAfter: [last.name] })];
  const [finding = ''] = check({ tasks: circle });
  expect(finding).toMatch(/^fatal: Pipeline main: tasks wait for each other: t19999 -> t19998 -> /);
  expect(finding).toMatch(/ -> t1 -> t0 -> t19999$/);
});

test('a circle is found behind a task that leads into it, and is named without that task', () => {
  const tasks = [task('in', { runAfter: ['a'] }), task('a', { runAfter: ['b'] }), task('b', { runAfter: ['a'] })];
  expect(check({ tasks })).toEqual(['fatal: Pipeline main: tasks wait for each other: a -> b -> a']);
});

test('two ways to one task are no circle', () => {
  const both = task('d', { runAfter: ['b', 'c'], ...uses('$(tasks.a.results.r)') });
  const tasks = [task('a'), task('b', { runAfter: ['a'] }), task('c', { runAfter: ['a'] }), both];
  expect(check({ tasks })).toEqual([]);
});
