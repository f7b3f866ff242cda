import { describe, expect, test } from '@jest/globals';
import { parseYaml } from '../../../../src/input/text/parse-yaml.ts';

test('documents come with their values and the offsets of their fields, empty ones left out', () => {
  const result = parseYaml('a: {b: [1, x]}\n---\n---\nc: d\n');
  if (!result.ok) throw new Error(result.problems.map(({ why }) => why).join());
  expect(result.documents.map(({ value }) => value)).toEqual([{ a: { b: [1, 'x'] } }, { c: 'd' }]);
  expect(result.documents[0]?.locate(['a', 'b', 1])).toBe(11);
  expect(result.documents[0]?.locate(['a', 'gone'])).toBe(3);
});

describe('only what is over the budget is too large', () => {
  test.each<[string, string, number | undefined, boolean]>([
    ['a long text', 'a: [1, 2, 3, 4, 5, 6]', 10, true],
    ['a syntax error', 'a: "', undefined, false],
    ['a bracket that none opens', ']', undefined, false],
    ['many levels', '['.repeat(10_000), undefined, false],
    ['a key that is there twice', 'a: 1\na: 2', undefined, false],
  ])('%s: %j', (_title, text, maxTokens, isTooLarge) => {
    expect(parseYaml(text, maxTokens)).toMatchObject({ ok: false, isTooLarge });
  });
});
