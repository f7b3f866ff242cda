import { expect, test } from '@jest/globals';
import { parseTerminationMessage } from '../../../../src/core/signal/termination-message.ts';

test('reads Task results and nothing else', () => {
  const entries = [
    { key: 'image', value: 'a:1', type: 1 },
    { key: 'old', value: 'b', type: 'TaskRunResult' },
    { key: 'StartedAt', value: '2026-01-01T10:00:00Z', type: 3 },
    { key: 'step', value: 'c', type: 4 },
    'noise',
  ];
  expect(parseTerminationMessage(JSON.stringify(entries))).toEqual([
    { name: 'image', value: 'a:1' },
    { name: 'old', value: 'b' },
  ]);
});

test.each([undefined, '', 'killed', '[', '{}', '[1', 'tknz:AAAA'])('finds nothing in %p', (message) => {
  expect(parseTerminationMessage(message)).toEqual([]);
});
