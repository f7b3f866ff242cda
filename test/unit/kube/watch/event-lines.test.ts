import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { linesOf, parseEvent } from '../../../../src/kube/watch/event-lines.ts';

function lines(chunks: readonly Buffer[]): Promise<readonly string[]> {
  return Readable.from(linesOf(Readable.from(chunks))).toArray() as Promise<string[]>;
}

describe('lines', () => {
  test('come out the same however the bytes are cut', async () => {
    const text = fc.array(fc.string({ unit: 'binary' }).map((line) => JSON.stringify(line)));
    const cuts = fc.array(fc.nat({ max: 40 }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(text, cuts, async (expected, sizes) => {
        let rest = Buffer.from(expected.map((line) => `${line}\n`).join(''));
        const chunks = sizes.map((size) => {
          const chunk = rest.subarray(0, size);
          rest = rest.subarray(size);
          return chunk;
        });

        expect(await lines([...chunks, rest])).toEqual(expected);
      }),
    );
  });

  test('that are not finished or empty do not come', async () => {
    expect(await lines([Buffer.from('one\n\n\r\ntwo\nthr')])).toEqual(['one', 'two']);
  });

  test('that never end are refused before they fill the memory', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x');

    await expect(lines(Array.from({ length: 20 }, () => chunk))).rejects.toThrow('an event is longer than');
  });
});

describe('an event', () => {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', resourceVersion: '7' } };

  test.each([
    [
      { type: 'ADDED', object },
      { kind: 'changed', object },
    ],
    [
      { type: 'MODIFIED', object },
      { kind: 'changed', object },
    ],
    [
      { type: 'DELETED', object },
      { kind: 'deleted', object },
    ],
    [
      { type: 'BOOKMARK', object },
      { kind: 'bookmark', resourceVersion: '7' },
    ],
    [
      { type: 'ERROR', object: { code: 410, message: 'old' } },
      { kind: 'stopped', code: 410, message: 'old' },
    ],
  ])('%j is read', (event, expected) => {
    expect(parseEvent(JSON.stringify(event))).toEqual(expected);
  });

  test.each(['x', '7', 'null', '{}', '{"type":"ADDED"}', '{"type":"ADDED","object":{}}', '{"type":"X","object":{}}'])(
    '%s is refused',
    (line) => {
      expect(() => parseEvent(line)).toThrow(/^an? (line|event)/);
    },
  );

  test('that cannot be read shows no more than its beginning, for it may hold a Secret', () => {
    const line = `{"type":"SURPRISE","object":{"data":{"password":"c2VjcmV0"}}}`;

    expect(() => parseEvent(line)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('c2VjcmV0') }),
    );
  });
});
