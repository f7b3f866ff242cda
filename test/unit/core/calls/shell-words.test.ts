import { describe, expect, test } from '@jest/globals';
import { Cursor } from '../../../../src/core/calls/cursor.ts';
import { plainText, readWord, type Source } from '../../../../src/core/calls/shell-words.ts';

function read(text: string) {
  const source: Source = { cursor: new Cursor(text), tekton: [], assigned: [] };
  const word = readWord(source);
  return { ...source, word, rest: source.cursor.takeUntil(() => false) };
}

describe('a word', () => {
  test.each([
    ['plain rest', 'plain', ' rest'],
    [`"a b"'c d'e;f`, 'a bc de', ';f'],
    [String.raw`a\ b\;c>d`, 'a b;c', '>d'],
    [String.raw`"a\"b\$c\d"`, String.raw`a"b$c\d`, ''],
    ['one\\\ntwo', 'onetwo', ''],
    [`'it''s'`, 'its', ''],
    ['""', '', ''],
    ['a$', 'a$', ''],
    [' after', '', ' after'],
  ])('%j is %j', (text, expected, rest) => {
    const result = read(text);
    expect(plainText(result.word)).toBe(expected);
    expect(result.rest).toBe(rest);
  });

  test.each(['$(date)', '`date`', '"$(date)"', '$1', '$((1 + 1))', '${a%b}', "$'a'", '"open', "'open", '$(open'])(
    '%j is known to the running shell only',
    (text) => expect(read(text).word).toContainEqual({ kind: 'unknown' }),
  );

  test.each([
    ['$(echo ")" \')\' (a) ${b:-)} `c`)d', 'd'],
    ['"$(echo "x y")"z', 'z'],
    ['${a:-"}"}z', 'z'],
  ])('%j reads over what is nested', (text, end) => {
    expect(read(text).word.at(-1)).toEqual({ kind: 'text', text: end, quoting: 'none' });
  });
});

describe('a variable', () => {
  test.each([
    ['$NAME', { kind: 'variable', name: 'NAME', quoting: 'none' }],
    ['${NAME}', { kind: 'variable', name: 'NAME', quoting: 'none' }],
    ['$(params.x)', { kind: 'tekton', name: 'params.x', quoting: 'none' }],
    [`$(params["x y"])`, { kind: 'unknown' }],
    [`$(results['x'].path)`, { kind: 'tekton', name: "results['x'].path", quoting: 'none' }],
    ['$(program.sh)', { kind: 'unknown' }],
  ])('%j', (text, part) => expect(read(text).word).toEqual([part]));

  test("of Tekton is one in any quotes, and in a command's output", () => {
    expect(read(`"a$(params.b)"'$(params.c)$D'`).word.filter(({ kind }) => kind === 'tekton')).toEqual([
      { kind: 'tekton', name: 'params.b', quoting: 'double' },
      { kind: 'tekton', name: 'params.c', quoting: 'single' },
    ]);
    expect(read(`$(a '$(params.b)' "$(c $(params.d))")`).tekton).toEqual(['params.b', 'params.d']);
  });

  test('that an expansion may set is reported', () => {
    expect(read('${A:=x}${B=x}${C:-x}').assigned).toEqual(['A', 'B']);
  });
});
