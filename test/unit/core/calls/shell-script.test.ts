import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Cursor } from '../../../../src/core/calls/cursor.ts';
import { type Command, readScript } from '../../../../src/core/calls/shell-script.ts';
import { plainText } from '../../../../src/core/calls/shell-words.ts';

/** `&& a b 2>file`: the operator before a command, its words, its redirections. */
function lineOf({ before, words, redirections }: Command): string {
  const texts = words.map((word) => plainText(word) ?? '?');
  const ends = redirections.map(
    ({ descriptor = '', operator, target }) => `${descriptor}${operator}${plainText(target) ?? '?'}`,
  );
  return [JSON.stringify(before), ...texts, ...ends].join(' ');
}
const linesOf = (text: string) => readScript(text).commands.map(lineOf);

describe('commands', () => {
  test.each([
    ['a b', ['"" a b']],
    ['a; b & c\nd', ['"" a', '";" b', '"&" c', '"\\n" d']],
    ['a && b || c | d |& e', ['"" a', '"&&" b', '"||" c', '"|" d', '"|&" e']],
    ['a &&\n\n  b', ['"" a', '"&&" b']],
    ['(a; b)', ['"(" a', '";" b']],
    ['case a in b) c ;; esac', ['"" case a in b', '")" c', '";;" esac']],
    ['a # b > c\nd#e', ['"" a', '"\\n" d#e']],
    ['a \\\n b', ['"" a b']],
    ['a\r\nb\r\n', ['"" a', '"\\n" b']],
    ['\n\n', []],
  ])('of %j', (text, expected) => expect(linesOf(text)).toEqual(expected));
});

describe('redirections', () => {
  test.each([
    ['a>b', ['"" a >b']],
    ['> b a', ['"" a >b']],
    ['a >>"b c" 2>&1 <d', ['"" a >>b c 2>&1 <d']],
    ['a 2 >b', ['"" a 2 >b']],
    ['a x2>b', ['"" a x2 >b']],
    ['a &>b >|c', ['"" a &>b >|c']],
    ['a <<<b', ['"" a <<<b']],
    ['a >', ['"" a >']],
  ])('of %j', (text, expected) => expect(linesOf(text)).toEqual(expected));

  test.each([
    ['a <<E\nb > c\nE\nd', ['"" a <<E', '"\\n" d']],
    ["a <<-'E' >b\n\tc\n\tE\nd", ['"" a <<-E >b', '"\\n" d']],
    ['a <<E; b <<F\nc\nE\nd\nF\ne', ['"" a <<E', '";" b <<F', '"\\n" e']],
    ['a <<E\nnever closed', ['"" a <<E']],
  ])('of here-documents: %j', (text, expected) => expect(linesOf(text)).toEqual(expected));
});

test("Tekton's variables count as often as they are there, but not in comments", () => {
  const text = 'a $(params.b) # $(params.c)\ncat <<E\n$(params.d) $$\nE\nx "$(y $(params.b))"';
  expect(readScript(text).tekton).toEqual(['params.b', 'params.d', 'params.b']);
});

describe('the work', () => {
  // Each of these made some reader look again and again at the same text.
  const PIECES = [
    'read ',
    'NAME=',
    '$(',
    '${',
    '$(params.',
    '`',
    '"',
    "'",
    '\\',
    '#',
    '<<E\n',
    '\t',
    '\n',
    '(',
    ')',
    '-',
    '|',
    '>',
    '$((',
    'a',
  ];
  const MOST_LOOKS = 8;
  const looksAt = (text: string) => {
    const cursor = new Cursor(text);
    readScript(text, cursor);
    return cursor.looks;
  };

  test('is bounded for each character, whatever the script', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 200 }), (pieces) => {
        const text = pieces.join('');
        expect(looksAt(text)).toBeLessThanOrEqual(MOST_LOOKS * text.length + MOST_LOOKS);
      }),
      { numRuns: 500 },
    );
  });

  test.each(PIECES.flatMap((first) => ['', 'a', '\n'].map((second) => first + second)))(
    'stays so where a script is %j a thousand times',
    (piece) => {
      const text = piece.repeat(1_000);
      expect(looksAt(text)).toBeLessThanOrEqual(MOST_LOOKS * text.length + MOST_LOOKS);
    },
  );
});
