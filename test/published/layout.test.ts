import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';

const MAX_LINES = 250;
const MAX_FILES = 20;
/** Folders of src whose files each have the test of their name. */
const TESTED = /^src\/(?:core|app)\//;
/** A file that exports no function and no class holds types and constants only: nothing of it can be called. */
const EXPORTS_CODE =
  /^export (?:async )?(?:function|class) |^export const \w+(?:: [^=\n]+)? = (?:async )?[(<][^\n]*=>/m;

const FILES = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => path.posix.join('src', file.replaceAll(path.sep, '/')))
  .toSorted();
const TESTS = new Set(
  readdirSync('test/unit', { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll(path.sep, '/')),
);

const testOf = (file: string) => file.replace(/^src\//, '').replace(/\.ts$/, '.test.ts');
const textOf = (file: string) => readFileSync(file, 'utf8');

test('every file of src/core and src/app has the test of its name in test/unit', () => {
  const tested = FILES.filter((file) => TESTED.test(file) && EXPORTS_CODE.test(textOf(file)));
  expect(tested.length).toBeGreaterThan(0);
  expect(tested.filter((file) => !TESTS.has(testOf(file)))).toEqual([]);
});

test(`no file of src has more than ${MAX_LINES} lines`, () => {
  const lengths = FILES.map((file) => [file, textOf(file).trimEnd().split('\n').length] as const);
  expect(lengths.filter(([, lines]) => lines > MAX_LINES)).toEqual([]);
});

test(`no folder of src has more than ${MAX_FILES} files`, () => {
  const folders = [...Map.groupBy(FILES, (file) => path.posix.dirname(file))].map(
    ([folder, { length }]) => [folder, length] as const,
  );
  expect(folders.filter(([, files]) => files > MAX_FILES)).toEqual([]);
});
