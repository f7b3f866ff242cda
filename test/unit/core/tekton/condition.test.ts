import { describe, expect, test } from '@jest/globals';
import { isDone, succeededCondition } from '../../../../src/core/tekton/condition.ts';
import type { Condition } from '../../../../src/core/tekton/types.ts';

const succeeded = (status: Condition['status']): Condition => ({ type: 'Succeeded', status });
const other: Condition = { type: 'Ready', status: 'False' };

test('the Succeeded condition is found at any index, and no other stands for it', () => {
  const found = succeeded('True');

  expect(succeededCondition({ status: { conditions: [other, found] } })).toBe(found);
  expect(succeededCondition({ status: { conditions: [other] } })).toBeUndefined();
});

describe('a run is done', () => {
  test.each([
    [true, 'that has succeeded', { conditions: [succeeded('True')] }],
    [true, 'that has failed, whatever stands before it', { conditions: [other, succeeded('False')] }],
    [false, 'of which Tekton does not know yet', { conditions: [succeeded('Unknown')] }],
    [false, 'of which another condition is false', { conditions: [other] }],
    [false, 'without conditions', {}],
  ])('%s: one %s', (expected, _title, status) => expect(isDone({ status })).toBe(expected));

  test('false: one without a status', () => expect(isDone({})).toBe(false));
});
