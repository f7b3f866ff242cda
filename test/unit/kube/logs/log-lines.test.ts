import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { logLines } from '../../../../src/kube/logs/log-lines.ts';

async function* streamOf(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
  const places = [0, ...[...cuts].sort((one, other) => one - other), bytes.length];
  for (const [index, to] of places.slice(1).entries()) {
    yield await Promise.resolve(bytes.subarray(places[index], to));
  }
}

async function linesOf(text: string | Buffer, cuts: readonly number[] = []): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of logLines(streamOf(Buffer.from(text), cuts))) {
    lines.push(line);
  }
  return lines;
}

describe('the lines of a log', () => {
  test.each<[string, string, string[]]>([
    ['nothing', '', []],
    ['a last line without an end', 'one\ntwo', ['one', 'two']],
    ['empty lines, which stay', '\n\none\n\n', ['', '', 'one', '']],
    ['lines of Windows', 'one\r\ntwo\r\n', ['one', 'two']],
    ['a progress bar', '1%\r2%\r3%\ndone\r', ['1%', '2%', '3%', 'done']],
  ])('of %s', async (_title, text, lines) => {
    expect(await linesOf(text)).toEqual(lines);
  });

  test('are the same wherever the stream is cut, in the middle of a letter or of a line end too', async () => {
    const piece = fc.constantFrom('a', 'ü', '🚀', '\n', '\r', '\r\n', ' ');
    await fc.assert(
      fc.asyncProperty(fc.array(piece), fc.array(fc.nat(200)), async (pieces, places) => {
        const text = pieces.join('');
        const bytes = Buffer.from(text);
        const cuts = places.map((place) => Math.min(place, bytes.length));
        const expected = text.split(/\r\n|\n|\r/);

        expect(await linesOf(bytes, cuts)).toEqual(expected.at(-1) === '' ? expected.slice(0, -1) : expected);
      }),
    );
  });

  test('longer than 64 K come in pieces, none of them with half a letter', async () => {
    const text = `x${'🚀'.repeat(70_000)}`;
    const cuts = Array.from({ length: 200 }, (_, index) => index * 1_001);

    const lines = await linesOf(`${text}\nshort\n`, cuts);

    expect(lines.slice(0, -1).join('') === text).toBe(true);
    expect(lines.at(-1)).toBe('short');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(65_536);
    expect(lines.some((line) => !line.isWellFormed())).toBe(false);
  });

  test('that are no UTF-8 come with a mark in place of what cannot be read', async () => {
    expect(await linesOf(Buffer.from([0x61, 0xff, 0x0a, 0xc3]))).toEqual(['a\uFFFD', '\uFFFD']);
  });
});
