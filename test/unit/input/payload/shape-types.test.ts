import { expect, test } from '@jest/globals';
import type { JsonObject } from '../../../../src/core/json.ts';
import type { Differences } from '../../../../src/input/payload/shape-types.ts';

// The compiler is the judge: what these tests expect holds where they compile, and they say what it is that holds.
type IsNever<T> = [T] extends [never] ? true : false;
type Loose<T> = T & { [field: string]: unknown };

test('types that agree have no differences, though one is loose and the other read-only', () => {
  type Shape = Loose<{ name: string; list?: Loose<{ texts: string[] }>[]; any?: { [field: string]: unknown } }>;
  type Written = {
    readonly name: string;
    readonly list?: readonly { readonly texts: readonly string[] }[];
    readonly any?: JsonObject;
  };
  const agree: IsNever<Differences<Shape, Written>> = true;
  expect(agree).toBe(true);
});

test('every field that only one has, or that is optional or typed otherwise, is a difference', () => {
  type Shape = { only: string; deep: { list: { text?: string; same: string }[] }; type: string; open: unknown };
  type Written = { deep: { list: { text: string; same: string }[]; more?: string }; type: 'a' | 'b'; open: string };
  const differing = {
    only: true,
    'deep.more': true,
    'deep.list[].text': true,
    type: true,
    open: true,
  } satisfies Record<Differences<Shape, Written>, true>;
  expect(Object.keys(differing)).toHaveLength(5);
});

test('maps differ where their values do, and `any` agrees with nothing', () => {
  type Shape = { map: Record<string, { a?: string }>; any: ReturnType<typeof JSON.parse> };
  type Written = { map: Record<string, { b?: string }>; any: string };
  const differing = { map: true, any: true } satisfies Record<Differences<Shape, Written>, true>;
  expect(Object.keys(differing)).toEqual(['map', 'any']);
});
