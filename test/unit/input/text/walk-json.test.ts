import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { locateInJson, MAX_DEPTH, walkJson } from '../../../../src/input/text/walk-json.ts';

const fault = (text: string) => walkJson(text, {});

describe('a walk through JSON', () => {
  test('comes to the same as JSON.parse on whether any text is JSON', () => {
    const pieces = fc.array(
      fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '"', '\\', '1', '-0.5e3', 'true', 'nul', ' ', '\n'),
    );
    const texts = fc.oneof(
      fc.json(),
      fc.string(),
      pieces.map((each) => each.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(fault(text) === undefined).toBe(parses(text));
      }),
      { numRuns: 3_000 },
    );
  });

  test('comes to the same on JSON with one character changed', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.string({ maxLength: 1 }), (json, at, by) => {
        const index = at % json.length;
        const text = json.slice(0, index) + by + json.slice(index + 1);
        expect(fault(text) === undefined).toBe(parses(text));
      }),
      { numRuns: 3_000 },
    );
  });

  test('finds each value where it stands', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.array(fc.json().map((json) => JSON.parse(json) as unknown))),
        (value) => {
          const text = JSON.stringify(value, null, 2);
          const paths = Object.entries(value).flatMap(([key, items]) => items.map((_, index) => [key, index]));
          const offsets = locateInJson(text, paths);
          paths.forEach(([key, index], each) => {
            const item = value[String(key)]?.[Number(index)];
            // The indent of an item shows in its own lines.
            const written = JSON.stringify(item, null, 2).replaceAll('\n', '\n    ');
            expect(text.slice(offsets[each], (offsets[each] ?? 0) + written.length)).toBe(written);
          });
        },
      ),
    );
  });

  test('gives the place around it for what is not there', () => {
    const text = '{"a": [1, {"b": 2}]}';
    expect(locateInJson(text, [[], ['a'], ['a', 1, 'b'], ['a', 1, 'c'], ['a', 7], ['x', 'y']])).toEqual([
      0, 6, 16, 10, 6, 0,
    ]);
  });

  test.each([
    ['an object', '{"a":1,"b":{"a":2},"a":3}', [['a']]],
    ['an object in an array', '[{"a":1},{"a":1,"\\u0061":2}]', [[1, 'a']]],
    ['no object', '{"a":{"a":[{"a":1},{"a":1}]}}', []],
  ])('tells a key that is there twice in %s', (_title, text, expected) => {
    const found: PropertyKey[][] = [];
    walkJson(text, { duplicate: (path) => found.push([...path]) });
    expect(found).toEqual(expected);
  });

  test.each([
    ['', 0, 'ends too early, expected a value: it was cut off'],
    ['{"a":1', 6, 'ends too early, expected "," or "}": it was cut off'],
    ['{"a" 1}', 5, 'expected ":" after the key'],
    ['{a: 1}', 1, 'expected a key in double quotes'],
    ['[1,]', 3, 'expected a value'],
    ['[1 2]', 3, 'expected "," or "]"'],
    ['["abc', 1, 'a string begins here that has no end: it was cut off'],
    ['["a\nb"]', 3, 'a line break or control character in a string; write it as \\n or \\u00..'],
    ['["\\q"]', 2, 'not an escape; write \\\\ for a backslash'],
    ['{} {}', 3, 'something follows its end'],
    ['[01]', 2, 'expected "," or "]"'],
  ])('says of %j what is wrong and where', (text, offset, why) => {
    expect(fault(text)).toMatchObject({ offset, why });
  });

  test('goes as deep as it says, and no deeper', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(fault(nested(MAX_DEPTH))).toBeUndefined();
    expect(fault(nested(MAX_DEPTH + 1))).toMatchObject({
      offset: MAX_DEPTH,
      why: 'is nested more than 200 levels deep',
    });
  });
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
