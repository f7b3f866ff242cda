import { describe, expect, test } from '@jest/globals';
import type { Call } from '../../../../src/core/calls/find.ts';
import { type CallEdge, callEdges, reachable } from '../../../../src/core/calls/graph.ts';
import { inObject } from '../../../../src/core/payload/location.ts';

test('a call has an edge for each name, and one more where another may be written', () => {
  const call: Call = { where: inObject('Pipeline p'), task: 't', signal: 's', literals: ['a', 'b'], isOpen: true };
  expect(callEdges('main', [call, { ...call, literals: [] }])).toEqual([
    { from: 'main', to: 'a', task: 't', signal: 's' },
    { from: 'main', to: 'b', task: 't', signal: 's' },
    { from: 'main', task: 't', signal: 's' },
    { from: 'main', task: 't', signal: 's' },
  ]);
});

describe('reachable', () => {
  const NODES = ['main', 'a', 'b', 'c'].map((name) => ({ name, isMain: name === 'main', isKnown: true }));
  const edge = (from: string, to?: string): CallEdge => ({
    from,
    task: 't',
    signal: 's',
    ...(to === undefined ? {} : { to }),
  });
  test.each<[string, CallEdge[], string[]]>([
    ['is main alone', [edge('a', 'b')], ['main']],
    ['is what the called ones call', [edge('main', 'b'), edge('b', 'a')], ['main', 'b', 'a']],
    ['ends where calls go round', [edge('main', 'a'), edge('a', 'main'), edge('a', 'a')], ['main', 'a']],
    ['is all after an open call', [edge('main', 'c'), edge('c')], ['main', 'c', 'a', 'b']],
    ['knows names that are no node', [edge('main', 'missing')], ['main', 'missing']],
  ])('%s', (_title, edges, expected) => expect([...reachable({ nodes: NODES, edges })]).toEqual(expected));
});
