import { describe, expect, test } from '@jest/globals';
import { newDefault, typeMismatch } from '../../../../src/core/override/param-type.ts';
import type { ParamSpec, ParamValue } from '../../../../src/core/tekton/types.ts';

describe('a value for a param', () => {
  test.each<[string, Omit<ParamSpec, 'name'>, ParamValue, string | undefined]>([
    ['of no type is a string', {}, 'x', undefined],
    ['of no type is no array', {}, ['x'], 'the param is of type string, the value is of type array'],
    ['has the type of the default', { default: ['a'] }, 'x', 'the param is of type array, the value is of type string'],
    [
      'with properties is an object',
      { properties: { k: {} } },
      'x',
      'the param is of type object, the value is of type string',
    ],
    ['has all properties', { properties: { k: {} } }, { k: 'x' }, undefined],
    ['has them with the default', { properties: { k: {}, l: {} }, default: { l: 'y' } }, { k: 'x' }, undefined],
    [
      'lacks what is nowhere',
      { properties: { k: {}, l: {}, m: {} } },
      { k: 'x' },
      'keys of the param are missing in the value: l, m',
    ],
  ])('%s', (_title, spec, value, expected) => {
    expect(typeMismatch({ name: 'p', ...spec }, value)).toBe(expected);
  });
});

test.each<[ParamValue | undefined, ParamValue, ParamValue]>([
  ['old', 'new', 'new'],
  [['old', 'er'], ['new'], ['new']],
  [undefined, { k: 'new' }, { k: 'new' }],
  [{ k: 'old', l: 'kept' }, { k: 'new' }, { k: 'new', l: 'kept' }],
])('a default %j that %j is put in becomes %j', (old, value, expected) => {
  expect(newDefault(old, value)).toEqual(expected);
});
