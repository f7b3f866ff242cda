import { describe, expect, test } from '@jest/globals';
import { overrideTaskParam, type TaskOverride } from '../../../../src/core/override/task-param.ts';
import type { Task } from '../../../../src/core/tekton/types.ts';
import { aPayload } from '../../../support/builders.ts';

describe('an override that misses names what exists', () => {
  const payload = aPayload('main', {
    tasks: {
      'build-task': {
        params: [
          { name: 'p', default: 'old' },
          { name: 'other', default: 'o' },
        ],
        steps: [{ name: 's' }],
      },
      unused: {},
    },
    spec: { tasks: [{ name: 'build', taskRef: { name: 'build-task' } }] },
  });
  const misses: [string, TaskOverride, string][] = [
    [
      'an unknown task',
      { task: 'bulid', name: 'p', value: 'x' },
      'override of bulid.p hits nothing: no such task; tasks: build, build-task, unused',
    ],
    [
      'an unknown param',
      { task: 'build', name: 'q', value: 'x' },
      'override of build.q hits nothing: task build has no such param; its params: other, p',
    ],
    [
      'a task without params',
      { task: 'unused', name: 'q', value: 'x' },
      'override of unused.q hits nothing: task unused has no such param; its params: none',
    ],
    [
      'the wrong type',
      { task: 'build', name: 'p', value: ['x'] },
      'override of build.p: the param is of type string, the value is of type array',
    ],
  ];
  test.each(misses)('%s', (_title, override, message) => {
    expect(overrideTaskParam(payload, override)).toBe(message);
  });

  test('a list for a matrix, which gives strings', () => {
    const matrix = { params: [{ name: 'p', value: ['1'] }] };
    const remote = aPayload('main', { spec: { tasks: [{ name: 'remote', taskRef: { resolver: 'git' }, matrix }] } });
    expect(overrideTaskParam(remote, { task: 'remote', name: 'p', value: ['x'] })).toBe(
      'override of remote.p: the param is of type string, the value is of type array',
    );
  });
});

test('an override of an object takes keys that it lacks from the default, as Tekton does', () => {
  const param = { name: 'p', properties: { k: {}, l: {} }, default: { k: 'old', l: 'kept' } };
  const payload = aPayload('main', { tasks: { build: { params: [param], steps: [{ name: 's' }] } } });
  const result = overrideTaskParam(payload, { task: 'build', name: 'p', value: { k: 'new' } });
  if (typeof result === 'string') throw new Error(result);
  expect(result.objects.find((object): object is Task => object.kind === 'Task')?.spec.params).toEqual([
    { ...param, default: { k: 'new', l: 'kept' } },
  ]);
});
