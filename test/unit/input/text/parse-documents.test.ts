import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { parseDocuments } from '../../../../src/input/text/parse-documents.ts';

const read = (text: string) => {
  const result = parseDocuments('f', text);
  return result.ok ? result.documents.map(({ value }) => value) : result.problems;
};

describe('documents', () => {
  test('are read from JSON and from YAML alike', () => {
    const value = { a: [1, 'x', { b: true }], c: 'yes' };
    expect(read(JSON.stringify(value))).toEqual([value]);
    expect(read(stringify(value))).toEqual([value]);
    expect(read('{a: [1, x, {b: true}], c: yes}')).toEqual([value]);
  });

  test('of any JSON value are that value, as JSON', () => {
    const values = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ stringUnit: 'grapheme' }));
    fc.assert(
      fc.property(values, (value) => {
        const plain = JSON.parse(JSON.stringify(value)) as unknown;
        expect(read(JSON.stringify(value))).toEqual([plain]);
      }),
    );
  });

  test('tell where their values stand', () => {
    const yaml = parseDocuments('f', '# first\na: 1\n---\nb:\n  - x\n  - c: *none\n'.replace('*none', 'y'));
    expect(yaml.ok && yaml.documents.map(({ placesOf }) => placesOf([[], ['b', 1, 'c'], ['b', 9]]))).toEqual([
      ['f:2:1', 'f:2:1', 'f:2:1'],
      ['f:4:1', 'f:6:8', 'f:5:3'],
    ]);
    const json = parseDocuments('f', '{\r\n  "a": [\r\n    7]}');
    expect(json.ok && json.documents.map(({ placesOf }) => placesOf([[], ['a', 0], ['b']]))).toEqual([
      ['f:1:1', 'f:3:5', 'f:1:1'],
    ]);
  });

  test('may use anchors, aliases and merge keys', () => {
    expect(read('a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\nc: *a\n')).toEqual([
      { a: { x: 1, y: 2 }, b: { x: 1, y: 3 }, c: { x: 1, y: 2 } },
    ]);
  });
});

describe('what is neither JSON nor YAML is told with its place', () => {
  test.each([
    ['broken JSON', '{"a": 1,\n "b" 2}', ['f:2:6: not JSON: expected ":" after the key']],
    ['JSON that was cut off', '{"a": [1, 2', ['f:1:12: not JSON: ends too early, expected "," or "]": it was cut off']],
    ['broken flow YAML', '{a: b, c: @x}', ['f:1:11: not YAML: a value cannot begin with this character; quote it']],
    ['a key twice in JSON', '{"a":1,\n"a":2}', ['f:2:1: key "a" is there twice; keep one of them']],
    [
      'a key twice in YAML, each time',
      'a: 1\nb: {c: 1, c: 2}\na: 3\n',
      ['f:3:1: key "a" is there twice; keep one of them', 'f:2:11: key "c" is there twice; keep one of them'],
    ],
    ['an alias without an anchor', 'a: *b', ['f:1:4: an alias to an anchor that is not before it']],
    ['an alias before its anchor', 'a: *b\nc: &b x', ['f:1:4: an alias to an anchor that is not before it']],
    ['an alias inside of its anchor', 'a: &a\n  b: [*a]', ['f:2:7: an alias within its own anchor has no end']],
    ['a merge of no map', '<<: 5', [expect.stringMatching(/^f:1:1: its aliases and merge keys do not resolve/)]],
    ['too deep JSON', '['.repeat(100_000), ['f:1:201: is nested more than 200 levels deep']],
    ['too deep YAML', '{a: '.repeat(100_000), ['f:1:801: is nested more than 200 levels deep']],
    ['too deep lists', `${'- '.repeat(300)}x`, ['f:1:401: is nested more than 200 levels deep']],
    [
      'brackets that nothing opens',
      ']'.repeat(100_000),
      ['f:1:1: not YAML: a closing bracket that none opens; quote it if it is text'],
    ],
    [
      'too much of it',
      `- ${'x\n- '.repeat(100_000)}`,
      [expect.stringMatching(/^f:\d+:\d+: is too large for YAML; save it as JSON/)],
    ],
    [
      'too many documents',
      '---\na\n'.repeat(20_000),
      [expect.stringMatching(/^f:\d+:\d+: holds more than 5000 documents$/)],
    ],
  ])('%s', (_title, text, problems) => {
    expect(read(text)).toEqual(problems);
  });

  test('without a word of its text', () => {
    const secret = 'c2VjcmV0';
    for (const text of [
      `{"a": "${secret}`,
      `a: "${secret}\\q"`,
      `a: b: ${secret}`,
      `@${secret}`,
      `a: |${secret}\n b`,
      `a: &${secret} *${secret}`,
    ]) {
      expect(parseDocuments('f', text).ok).toBe(false);
      expect(read(text).join()).not.toContain(secret.slice(0, 4));
    }
  });

  test('and no text makes it crash', () => {
    const token = fc.constantFrom(
      'a: ',
      '- ',
      '\n',
      '  ',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '&a ',
      '*a',
      '<<: ',
      '|',
      '>',
      '? ',
      ': ',
      '#',
      '!!',
      '%',
      '---\n',
      '\t',
      'x',
      '1',
      ',',
    );
    const texts = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.array(token, { maxLength: 60 }).map((tokens) => tokens.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const result = parseDocuments('f', text);
        if (!result.ok) expect(result.problems).not.toEqual([]);
      }),
      { numRuns: 3_000 },
    );
  });
});
