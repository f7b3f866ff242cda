import { describe, expect, test } from '@jest/globals';
import * as variables from '../../../../src/core/tekton/variables.ts';

test.each([
  ['$(params.a) $(params.b-c)', ['a', 'b-c']],
  ['$(params.a[*]) $(params.a[0]) $(params.a.key)', ['a', 'a', 'a.key']],
  [`$(params["a b"]) $(params['c'])`, ['a b', 'c']],
  ['$$(params.a) $(params["a"][*]) $(param.a) params.a', []],
])('params in %j', (text, expected) => expect(variables.paramsIn(text)).toEqual(expected));

test.each([
  ['$(results.image.path) $(results.x.y)', ['image.path', 'x.y']],
  ['$$(results.image.path) $(results["a"].path)', []],
])('own results in %j', (text, expected) => expect(variables.ownResultsIn(text)).toEqual(expected));

test.each([
  ['$(workspaces.a.path) $(workspaces.b.bound)$(workspaces.c.claim) $(workspaces.d.volume)', ['a', 'b', 'c', 'd']],
  ['$(workspaces.a) $(workspaces.a.other) $$(workspaces.a.path)', []],
])('workspaces in %j', (text, expected) => expect(variables.workspacesIn(text)).toEqual(expected));

test.each([
  ['$(tasks.a.results.r)', ['a r']],
  ['$(tasks.a.results.r[*]) $(tasks.b.results.s[0]) $(tasks.c.results.t.key)', ['a r', 'b s', 'c t']],
  ['$(tasks.a.status) $(tasks.a.results["r"]) $$(tasks.a.results.r)', []],
])('results of tasks in %j', (text, expected) => {
  expect(variables.taskResultsIn(text).map(({ task, result }) => `${task} ${result}`)).toEqual(expected);
});

test.each([
  ['a', true],
  ['a.key', true],
  ['ab', false],
  ['b', false],
])('%s is declared by a: %s', (name, expected) => {
  expect(variables.isDeclared(name, new Set(['a']))).toBe(expected);
});

describe('texts', () => {
  test('of a step are those in which Tekton checks variables, each with its field', () => {
    const env = [
      { name: 'E', value: 'e' },
      { name: 'F', valueFrom: {} },
    ];
    const step = { name: 's', image: 'i', script: 'x', workingDir: '/w', command: ['c'], args: ['a', 'b'], env };
    expect(variables.stepTexts(step)).toEqual([
      ['image', 'i'],
      ['script', 'x'],
      ['workingDir', '/w'],
      ['command[0]', 'c'],
      ['args[0]', 'a'],
      ['args[1]', 'b'],
      ['env E', 'e'],
    ]);
    expect(variables.stepTexts({})).toEqual([]);
  });

  test("of a pipeline's task are values of params, of the matrix, and of its guards but CEL", () => {
    const texts = variables.taskTexts({
      name: 't',
      params: [
        { name: 'p', value: 'a' },
        { name: 'q', value: { k: 'b' } },
      ],
      matrix: { params: [{ name: 'm', value: ['c'] }], include: [{ name: 'i', params: [{ name: 'n', value: 'd' }] }] },
      when: [{ input: 'e', operator: 'in', values: ['f'] }, { cel: 'g' }],
    });
    expect(texts).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  test('in a value are found however deep', () => {
    expect(variables.stringsIn({ a: ['b', { c: 'd' }], e: 1, f: null })).toEqual(['b', 'd']);
  });
});

test.each([
  [{ name: 's' }, 'step s'],
  [{ name: '' }, 'step [3]'],
  [{}, 'step [3]'],
])('the step %j is called %s', (step, expected) => expect(variables.stepTitle(step, 3)).toBe(expected));
