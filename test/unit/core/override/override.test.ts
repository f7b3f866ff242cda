import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkOverride, LONGEST_NAME, parseOverrideText } from '../../../../src/core/override/override.ts';

const values = fc.oneof(
  fc.string(),
  fc.array(fc.string()),
  fc.dictionary(
    fc.string().filter((key) => key !== '__proto__'),
    fc.string(),
  ),
);
const overrides = fc.record(
  { task: fc.string({ minLength: 1 }), name: fc.string({ minLength: 1 }), value: values },
  { requiredKeys: ['name', 'value'] },
);

test('an override arrives byte for byte, whatever is in it', () => {
  fc.assert(
    fc.property(overrides, (override) => {
      const parsed = parseOverrideText(JSON.stringify(override), 'x');
      // As JSON: fast-check's dictionaries have no prototype.
      expect(JSON.stringify(parsed)).toBe(
        JSON.stringify({ ok: true, value: JSON.parse(JSON.stringify(override)) as unknown }),
      );
    }),
  );
});

test.each([
  ['null', null, 'must be an object {"task","name","value"}, not null'],
  ['an array', [], 'must be an object {"task","name","value"}, not an array'],
  ['a text', 'x', 'must be an object {"task","name","value"}, not the string "x"'],
  ['no name', { value: 'x' }, '"name" is missing'],
  ['an empty name', { name: '', value: 'x' }, '"name" must not be empty'],
  ['a name that is no text', { name: 1, value: 'x' }, '"name" must be a string, not the number 1'],
  ['an empty task', { task: '', name: 'n', value: 'x' }, '"task" must not be empty'],
  ['a task that is no text', { task: 1, name: 'n', value: 'x' }, '"task" must be a string, not the number 1'],
  [
    'a name that is too long',
    { name: 'n'.repeat(LONGEST_NAME + 1), value: 'x' },
    '"name" must not be longer than 4096 characters',
  ],
  ['no value', { name: 'n' }, '"value" is missing'],
  ['nothing at all', {}, '"name" is missing, "value" is missing'],
  [
    'a number',
    { name: 'n', value: 7 },
    '"value" must be a string, an array of strings or an object of strings, not the number 7',
  ],
  [
    'a boolean',
    { name: 'n', value: true },
    '"value" must be a string, an array of strings or an object of strings, not the boolean true',
  ],
  [
    'null as value',
    { name: 'n', value: null },
    '"value" must be a string, an array of strings or an object of strings, not null',
  ],
  [
    'an array of numbers',
    { name: 'n', value: [1] },
    '"value" must be a string, an array of strings or an object of strings, not an array',
  ],
  [
    'a nested object',
    { name: 'n', value: { a: {} } },
    '"value" must be a string, an array of strings or an object of strings, not an object',
  ],
])('%s is refused with its reason', (_title, input, reason) => {
  expect(parseOverrideText(JSON.stringify(input), 'here')).toEqual({ ok: false, reason: `here: ${reason}` });
});

test('text that is no JSON is quoted, and cut where it is long', () => {
  expect(parseOverrideText('{"a"', 'here')).toEqual({ ok: false, reason: 'here: not JSON: {"a"' });
  expect(parseOverrideText('x'.repeat(500), 'here')).toEqual({
    ok: false,
    reason: `here: not JSON: ${'x'.repeat(80)}...`,
  });
});

test('a result of type object is an override as it stands', () => {
  expect(parseOverrideText({ task: 't', name: 'n', value: 'v' }, 'x')).toEqual({
    ok: true,
    value: { task: 't', name: 'n', value: 'v' },
  });
});

test('problems name their fields, and what is there where its type is wrong', () => {
  expect(checkOverride({ task: 1, name: '', value: [2] })).toEqual({
    ok: false,
    problems: [
      { field: 'task', why: 'must be a string', found: 1 },
      { field: 'name', why: 'must not be empty' },
      { field: 'value', why: 'must be a string, an array of strings or an object of strings', found: [2] },
    ],
  });
  expect(checkOverride({ name: 'n', value: 'v', type: 'string' })).toEqual({
    ok: true,
    value: { name: 'n', value: 'v' },
  });
});
