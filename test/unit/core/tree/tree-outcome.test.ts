import { expect, test } from '@jest/globals';
import { mainLaunch } from '../../../../src/core/launch/launch.ts';
import type { Outcome } from '../../../../src/core/outcome.ts';
import type { RunNode } from '../../../../src/core/tree/tree.ts';
import { causeOf, treeOutcome } from '../../../../src/core/tree/tree-outcome.ts';

type Tree = readonly [Outcome | 'active', ...Tree[]];

function node([outcome, ...children]: Tree): RunNode {
  return {
    launch: mainLaunch('r1', 'x'),
    state:
      outcome === 'active'
        ? { kind: 'active', reason: 'Running', message: '' }
        : { kind: 'ended', outcome, message: '' },
    taskRuns: [],
    children: children.map(node),
    warnings: [],
    stopped: false,
  };
}

const cases: readonly [string, Tree, Outcome][] = [
  ['all succeeded', ['succeeded', ['succeeded', ['succeeded']], ['succeeded']], 'succeeded'],
  ['main alone failed', ['failed'], 'failed'],
  ['main failed though its children succeeded', ['failed', ['succeeded']], 'failed'],
  ['a child failed and nobody waited for it', ['succeeded', ['failed'], ['succeeded']], 'failed'],
  ['main failed because its child was cancelled', ['failed', ['cancelled']], 'cancelled'],
  ['main failed because a signal was rejected', ['failed', ['rejected'], ['succeeded']], 'rejected'],
  ['the cause is two levels down', ['failed', ['failed', ['timed-out']]], 'timed-out'],
  ['two causes: the more severe one', ['failed', ['cancelled'], ['failed']], 'failed'],
  ['a child was deleted', ['succeeded', ['deleted']], 'deleted'],
  ['a rejected signal among successes', ['succeeded', ['rejected']], 'rejected'],
  ['main was cancelled with everything below', ['cancelled', ['cancelled', ['cancelled']]], 'cancelled'],
];

test.each(cases)('%s', (_title, tree, expected) => expect(treeOutcome(node(tree))).toBe(expected));

test('the cause is the run that decided, not the runs above that failed with it', () => {
  const tree = node(['failed', ['cancelled'], ['failed', ['timed-out']]]);
  expect(causeOf(tree)).toBe(tree.children[1]?.children[0]);
  expect(causeOf(node(['succeeded', ['succeeded']]))).toBeUndefined();
});
