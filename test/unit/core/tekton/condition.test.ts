import { expect, test } from '@jest/globals';
import { isDone, succeededCondition } from '../../../../src/core/tekton/condition.ts';
import type { Condition } from '../../../../src/core/tekton/types.ts';

const condition = (status: Condition['status'], type = 'Succeeded'): Condition => ({ type, status });

test.each<[string, { status?: { conditions?: Condition[] } }, boolean]>([
  ['without a status', {}, false],
  ['without conditions', { status: {} }, false],
  ['that is not decided', { status: { conditions: [condition('Unknown')] } }, false],
  ['that succeeded', { status: { conditions: [condition('True')] } }, true],
  [
    'that failed, said at any place',
    { status: { conditions: [condition('Unknown', 'Other'), condition('False')] } },
    true,
  ],
  ['of which another condition is true', { status: { conditions: [condition('True', 'Other')] } }, false],
])('an object %s is done: %s', (_title, object, expected) => expect(isDone(object)).toBe(expected));

test('the condition that counts is found by its type', () => {
  const conditions = [condition('True', 'Other'), condition('False')];
  expect(succeededCondition({ status: { conditions } })).toBe(conditions[1]);
});
