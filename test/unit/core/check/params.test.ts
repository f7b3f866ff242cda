import { describe, expect, test } from '@jest/globals';
import { type CheckedAs, checkParams } from '../../../../src/core/check/params.ts';
import type { Payload } from '../../../../src/core/payload/payload.ts';
import type { PipelineTask } from '../../../../src/core/tekton/types.ts';
import { aPayload } from '../../../support/builders.ts';
import { linesOf, viewIn } from '../../../support/yaml-payloads.ts';

const check = (payload: Payload, as: CheckedAs = 'main') => linesOf(checkParams(viewIn(payload), as));
/** A task `t` that runs a Task which needs a param `a`. */
const needing = (more: Partial<PipelineTask> = {}) =>
  aPayload('main', {
    tasks: { work: { params: [{ name: 'a' }] } },
    spec: { tasks: [{ name: 't', taskRef: { name: 'work' }, ...more }] },
  });
const embedding = (params: { readonly name: string; readonly value: string }[]) =>
  aPayload('main', {
    spec: { tasks: [{ name: 't', taskSpec: { params: [{ name: 'a' }] } }] },
    run: { params },
  });
const NEEDS = 'Pipeline main, task t: param a of its Task has no default and nothing passes it';

describe('a param that nothing passes', () => {
  test.each<[string, Payload, string]>([
    ['is fatal', needing(), `fatal: ${NEEDS}`],
    ['is fatal in an embedded task', embedding([]), `fatal: ${NEEDS}`],
    ['is a problem behind a when', needing({ when: [{}] }), `problem: ${NEEDS}`],
    ['is a problem of a task that may fail', needing({ onError: 'continue' }), `problem: ${NEEDS}`],
    [
      'is a problem of a task that is skipped with another',
      needing({ params: [{ name: 'b', value: '$(tasks.x.results.r)' }] }),
      `problem: ${NEEDS}`,
    ],
    ['is a problem where it may propagate', embedding([{ name: 'a', value: 'x' }]), `problem: ${NEEDS}`],
  ])('%s', (_title, payload, expected) => {
    expect(check(payload)).toContainEqual(expect.stringContaining(expected));
  });

  test('is told with the override that sets it', () => {
    expect(check(needing())[0]).toContain('override it: {"task": "t", "name": "a", "value": ...}');
  });

  test('is a warning in a child, whose signal may bring it, as one of the pipeline is', () => {
    const { run, objects } = needing();
    const declared = aPayload('main', { spec: { params: [{ name: 'p' }] } });
    expect(check({ file: 'f', run, objects }, 'child')).toEqual([expect.stringContaining(`warning: ${NEEDS}`)]);
    expect(check(declared)).toEqual([
      expect.stringContaining('fatal: PipelineRun run: param p has no default and no value; set it in the payload'),
    ]);
    expect(check(declared, 'child')).toEqual([
      'warning: PipelineRun run: param p has no default and no value: the signal that launches this must bring one',
    ]);
  });
});

test.each<[string, Payload]>([
  ['the task', needing({ params: [{ name: 'a', value: 'x' }] })],
  ['a matrix', needing({ matrix: { params: [{ name: 'a', value: ['x', 'y'] }] } })],
  ['what a matrix includes', needing({ matrix: { include: [{ params: [{ name: 'a', value: 'x' }] }] } })],
])('a param that is passed by %s is fine', (_title, payload) => {
  expect(check(payload)).toEqual([]);
});

test('a param that the Task does not declare is a warning; a custom task may take any', () => {
  const params = [
    { name: 'a', value: 'x' },
    { name: 'b', value: 'y' },
  ];
  expect(check(needing({ params }))).toEqual([
    'warning: Pipeline main, task t: passes param b, which its Task does not declare: it has no effect; declared: a',
  ]);
  expect(check(needing({ params, taskRef: { apiVersion: 'x.dev/v1', kind: 'Wait' } }))).toEqual([]);
});
