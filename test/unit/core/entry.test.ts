import { expect, test } from '@jest/globals';
import { type Entry, isFileMapping, isRefMapping, type Mapping, refMappings } from '../../../src/core/entry.ts';

const FILE: Mapping = { pipeline: 'a', file: 'a.json' };
const REF: Mapping = { pipeline: 'b', ref: { name: 'p' } };

test('a mapping stands for a file or for a Pipeline of the cluster', () => {
  expect([FILE, REF].map(isFileMapping)).toEqual([true, false]);
  expect([FILE, REF].map(isRefMapping)).toEqual([false, true]);
  const entry: Entry = { pipeline: 'a', overrides: [], mappings: [FILE, REF, { ...REF, pipeline: 'c' }] };
  expect(refMappings(entry)).toEqual([REF, { ...REF, pipeline: 'c' }]);
});
