import { describe, expect, test } from '@jest/globals';
import {
  isDeclared,
  ownResultsIn,
  paramsIn,
  stepTexts,
  stepTitle,
  stringsIn,
  taskResultsIn,
  taskTexts,
  workspacesIn,
} from '../../../../src/core/tekton/variables.ts';

describe('params in a text', () => {
  test.each([
    ['$(params.a)', ['a']],
    ['$(params.a[*]) $(params.b[0])', ['a', 'b']],
    ['$(params.object.key)', ['object.key']],
    [`$(params["with.dot"]) $(params['other'])`, ['with.dot', 'other']],
    ['x$(params.a)$(params.a)y', ['a', 'a']],
    ['$$(params.a)', []],
    ['$(params.a', []],
    ['$(params["a"][*])', []],
    ['$(tasks.a.results.b) $(context.run)', []],
  ])('%s', (text, names) => expect(paramsIn(text)).toEqual(names));
});

describe("a task's own results in a text", () => {
  test.each([
    ['$(results.a.path)', ['a.path']],
    ['echo x > $(results.image-url.path)', ['image-url.path']],
    ['$$(results.a.path)', []],
    ['$(tasks.t.results.a)', []],
  ])('%s', (text, paths) => expect(ownResultsIn(text)).toEqual(paths));
});

describe('workspaces in a text', () => {
  test.each([
    ['$(workspaces.a.path)/x $(workspaces.b-c.bound)', ['a', 'b-c']],
    ['$(workspaces.a.claim)$(workspaces.a.volume)', ['a', 'a']],
    ['$(workspaces.a.other) $(workspaces.a)', []],
    ['$$(workspaces.a.path)', []],
  ])('%s', (text, names) => expect(workspacesIn(text)).toEqual(names));
});

describe('results of other tasks in a text', () => {
  test.each([
    ['$(tasks.build.results.image)', [{ task: 'build', result: 'image' }]],
    ['$(tasks.t.results.list[*]) $(tasks.t.results.list[1])', Array(2).fill({ task: 't', result: 'list' })],
    ['$(tasks.t.results.object.key)', [{ task: 't', result: 'object' }]],
    ['$(tasks.t.status) $(tasks.t.results["r"])', []],
    ['$$(tasks.t.results.r)', []],
  ])('%s', (text, found) => expect(taskResultsIn(text)).toEqual(found));
});

test('a name is declared as it is, or as a key of what is declared', () => {
  const declared = new Set(['a', 'b.c']);

  expect(['a', 'a.key', 'b.c', 'b.c.key'].filter((name) => !isDeclared(name, declared))).toEqual([]);
  expect(['ab', 'b', 'c'].filter((name) => isDeclared(name, declared))).toEqual([]);
});

test('the texts of a step come with their fields, and a variable without a value has none', () => {
  const step = {
    name: '$(params.name)',
    image: 'i',
    script: 's',
    workingDir: '/w',
    command: ['c0', 'c1'],
    args: ['a0'],
    env: [
      { name: 'A', value: 'v' },
      { name: 'B', valueFrom: { secretKeyRef: {} } },
    ],
  };

  expect(stepTexts(step)).toEqual([
    ['image', 'i'],
    ['script', 's'],
    ['workingDir', '/w'],
    ['command[0]', 'c0'],
    ['command[1]', 'c1'],
    ['args[0]', 'a0'],
    ['env A', 'v'],
  ]);
  expect(stepTexts({})).toEqual([]);
});

test('the texts of a task are the values of its params, its matrix and its guards, and no names or CEL', () => {
  const task = {
    name: 'no',
    params: [
      { name: 'no', value: 'param' },
      { name: 'no', value: { key: 'of object' } },
    ],
    matrix: {
      params: [{ name: 'no', value: ['of', 'matrix'] }],
      include: [{ name: 'no', params: [{ name: 'no', value: 'included' }] }, { name: 'no' }],
    },
    when: [{ input: 'input', operator: 'no', values: ['values'] }, { cel: 'no' }],
  };

  expect(taskTexts(task)).toEqual(['param', 'of object', 'of', 'matrix', 'included', 'input', 'values']);
  expect(taskTexts({ name: 'no' })).toEqual([]);
});

test('a step is called by its name, or by its index where it has none', () => {
  expect([stepTitle({ name: 's' }, 1), stepTitle({ name: '' }, 1), stepTitle({}, 2)]).toEqual([
    'step s',
    'step [1]',
    'step [2]',
  ]);
});

test('the strings of a value are found at any depth', () => {
  expect(stringsIn({ a: ['x', { b: 'y' }], c: 5, d: null, e: 'z' })).toEqual(['x', 'y', 'z']);
});
