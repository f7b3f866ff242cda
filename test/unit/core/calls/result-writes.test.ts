import { describe, expect, test } from '@jest/globals';
import { factsOfScript } from '../../../../src/core/calls/result-writes.ts';
import { plainText } from '../../../../src/core/calls/shell-words.ts';

const A = '$(results.a.path)';
const B = '"$(results["b"].path)"';

describe('results', () => {
  test('are kept apart, each with what is written into it', () => {
    const { writes } = factsOfScript(`echo one > ${A}\nprintf %s two | tee -a ${B}\ncat ${B}\nls $(results.c.path)`);
    const lines = [...writes].map(([name, { written, isOpen }]) => [
      name,
      written.map(({ value, isAppended }) => `${isAppended ? '+' : ''}${plainText(value) ?? '?'}`),
      isOpen,
    ]);
    expect(lines).toEqual([
      ['a', ['one'], false],
      ['b', ['+two'], true],
      ['c', [], true],
    ]);
  });

  test('that a comment alone names are not written', () => {
    expect([...factsOfScript(`# echo one > ${A}`).writes]).toEqual([]);
  });

  test('may be anything in a script of another interpreter', () => {
    expect(factsOfScript(`#!/usr/bin/python3\necho one > ${A}`).writes.get('a')).toEqual({ written: [], isOpen: true });
  });
});

test.each([
  ['NAME=x', true],
  ['NAME+=x', true],
  ['export NAME', true],
  ['read -r OTHER NAME', true],
  ['for NAME in a; do b; done', true],
  ['eval "$X"', true],
  ['. ./file', true],
  ['export $(cat file)', true],
  ['export OTHER=$(cat file)', false],
  ['echo ${NAME:=x}', true],
  ['echo "$NAME" ${NAME:-x} # NAME=x', false],
  ['MY_NAME=x; NAMES=y', false],
])('%s: may set NAME: %s', (script, expected) => {
  expect(factsOfScript(script).mayAssign('NAME')).toBe(expected);
});
