import { expect, test } from '@jest/globals';
import { listLines, tableLines } from '../../../src/report/table.ts';

test('columns are as wide as their widest cell, and lines have no spaces at their end', () => {
  expect(
    tableLines([
      ['RUN', 'OUTCOME'],
      ['a-long-name', '-'],
      ['b', ''],
    ]),
  ).toEqual(['RUN          OUTCOME', 'a-long-name  -', 'b']);
  expect(tableLines([])).toEqual([]);
});

test('a list stands beside its title, and an empty one is left out', () => {
  expect(
    listLines([
      ['images', ['a', 'b']],
      ['none', []],
      ['nodes', ['c']],
    ]),
  ).toEqual(['  images  a', '          b', '  nodes   c']);
});
