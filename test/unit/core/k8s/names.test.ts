import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isLabelValue, labelValue, shortHash, slug, trimEndDashes } from '../../../../src/core/k8s/names.ts';

const DNS_LABEL = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const anyText = fc.string({ unit: 'grapheme', maxLength: 200 });

describe('slug', () => {
  test.each([
    ['e2e-tests.json', 'e2e-tests'],
    ['Deploy_To.PROD', 'deploy-to-prod'],
    ['--x--', 'x'],
    ['subpipes-tests-listener-local-2022-07-05-173045utc.json', 'subpipes-tests-listener-loca'],
    ['ab-cdefghijklmnopqrstuvwxyz-1', 'ab-cdefghijklmnopqrstuvwxyz'],
    ['', 'run'],
    ['***', 'run'],
    ['ž', 'run'],
  ])('of %j is %s', (text, expected) => expect(slug(text)).toBe(expected));

  test('is part of a DNS label, whatever the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(slug(text)).toMatch(DNS_LABEL);
        expect(slug(text).length).toBeLessThanOrEqual(28);
      }),
    );
  });
});

describe('dashes', () => {
  test('at the end go, and no others', () => {
    const dashed = fc.array(fc.constantFrom('-', '--', 'a', 'b')).map((parts) => parts.join(''));
    fc.assert(fc.property(dashed, (text) => expect(trimEndDashes(text)).toBe(text.replace(/-+$/, ''))));
  });

  test('of a long name that ends with something else stay', () => {
    const text = `${'-'.repeat(1_000_000)}a`;
    expect(trimEndDashes(text)).toBe(text);
    expect(trimEndDashes(`a${'-'.repeat(1_000_000)}`)).toBe('a');
  });
});

describe('a label value', () => {
  test.each(['main', 'a', '', 'A.b_c-9'])('that is valid stays as it is: %j', (text) =>
    expect(labelValue(text)).toBe(text),
  );

  test('is valid, whatever the text', () => {
    fc.assert(fc.property(anyText, (text) => expect(isLabelValue(labelValue(text))).toBe(true)));
  });

  test('differs where the texts differ', () => {
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        fc.pre(one !== other);
        expect(labelValue(one)).not.toBe(labelValue(other));
      }),
    );
  });

  test('differs where texts differ only after the 63rd character', () => {
    const long = 'x'.repeat(70);
    expect(labelValue(`${long}a`)).not.toBe(labelValue(`${long}b`));
  });

  test.each(['-a', 'a-', 'a b', 'a/b', 'ž', 'x'.repeat(64)])('is not %j', (text) =>
    expect(isLabelValue(text)).toBe(false),
  );
});

describe('a short hash', () => {
  test('is the same on every machine and in every version', () => {
    // SHA-256 of nothing begins with e3 b0 c4: the 4th, 17th and 5th letter.
    expect(shortHash('')).toBe('dqecy44u23');
  });

  test('differs for distinct texts', () => {
    const texts = Array.from({ length: 2000 }, (_, index) => `uid/taskrun/${index}`);
    expect(new Set(texts.map(shortHash)).size).toBe(texts.length);
  });
});
