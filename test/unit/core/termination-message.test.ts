import { deflateRawSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseTerminationMessage } from '../../../src/core/termination-message.ts';

const compressed = (text: string) => `tknz:${deflateRawSync(text).toString('base64').replace(/=+$/, '')}`;

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

test('reads what Tekton has compressed', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ name: fc.string(), value: fc.string({ unit: 'binary' }) })), (results) => {
      const text = JSON.stringify(results.map(({ name, value }) => ({ key: name, value, type: 1 })));
      expect(parseTerminationMessage(compressed(text))).toEqual(parseTerminationMessage(text));
    }),
  );
});

test('unpacks no more than Tekton does', () => {
  const message = (length: number) => JSON.stringify([{ key: 'k', value: 'x'.repeat(length), type: 1 }]);
  expect(parseTerminationMessage(compressed(message(100_000)))).toHaveLength(1);
  expect(parseTerminationMessage(compressed(message(300_000)))).toEqual([]);
});

test.each([undefined, '', 'killed', '[', '{}', 'tknz:', 'tknz:%%%', 'tknz:AAAA', compressed('no json')])(
  'finds nothing in %p',
  (message) => {
    expect(parseTerminationMessage(message)).toEqual([]);
  },
);
