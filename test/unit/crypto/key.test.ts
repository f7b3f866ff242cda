import { format, inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { generateKey, keyDigits, parseKey } from '../../../src/crypto/key.ts';

const DIGITS = '00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF';

describe('a key', () => {
  test.each([
    ['64 hex digits', DIGITS],
    ['a line of them', `${DIGITS}\n`],
    ['them with space and line breaks of Windows around', `\r\n  ${DIGITS}\t\r\n`],
  ])('is %s', (_title, text) => {
    const result = parseKey(text);
    expect(result.ok && keyDigits(result.key)).toBe(DIGITS.toLowerCase());
  });

  test.each([
    ['nothing', ' \n', 'is empty; a key is 64 hex digits'],
    ['63 digits', DIGITS.slice(1), 'is not a key: a key is 64 hex digits, here are 63 characters'],
    ['65 digits', `${DIGITS}0`, 'is not a key: a key is 64 hex digits, here are 65 characters'],
    [
      'a letter that is no hex digit',
      `${DIGITS.slice(0, 63)}g`,
      'is not a key: character 64 is not a hex digit; a key is 64 hex digits, here are 64 characters',
    ],
    [
      'two lines',
      `${DIGITS}\n${DIGITS}`,
      'is not a key: character 65 is not a hex digit; a key is 64 hex digits, here are 129 characters',
    ],
    [
      'a key in base64',
      'ABEiM0RVZneImaq7zN3u/wARIjNEVWZ3iJmqu8zd7v8=',
      'is not a key: character 4 is not a hex digit; a key is 64 hex digits, here are 44 characters',
    ],
  ])('is not %s', (_title, text, problem) => {
    expect(parseKey(text)).toEqual({ ok: false, problem });
  });

  test('of any text is a key or a problem that holds none of the text', () => {
    const almost = fc.stringMatching(/^[0-9a-f]{8,70}[g-z!]?[0-9a-f]*$/);
    fc.assert(
      fc.property(fc.oneof(fc.string(), almost), (text) => {
        const result = parseKey(text);
        if (!result.ok && text.trim().length >= 8) expect(result.problem).not.toContain(text.trim().slice(0, 8));
      }),
    );
  });

  test('that is generated is another one each time, and can be read again', () => {
    const [one, other] = [generateKey(), generateKey()].map(keyDigits);
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(one).not.toBe(other);
    expect(parseKey(one ?? '').ok).toBe(true);
  });

  test('shows nothing of itself when it is printed', () => {
    const key = generateKey();
    const shown = [inspect(key, { depth: 9, showHidden: true }), JSON.stringify({ key }), format('%s', key)].join();
    expect(shown).not.toContain(keyDigits(key).slice(0, 8));
  });
});
