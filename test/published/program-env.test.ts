import { globSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';

const source = globSync('src/**/*.ts')
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');

/** Names of environment variables that a manifest sets, wherever in it. */
function envNames(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(envNames);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, held]) =>
    key === 'env' && Array.isArray(held) ? held.map(({ name }: { name: string }) => name) : envNames(held),
  );
}

const files = globSync('tekton/**/*.yaml', { withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => `${entry.parentPath}/${entry.name}`)
  .filter((file) => readFileSync(file, 'utf8').includes('env:'));

test.each(files)('every environment variable that %s sets for our programs is read by one', (file) => {
  const names = parseAllDocuments(readFileSync(file, 'utf8')).flatMap((each) => envNames(each.toJS()));
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => !source.includes(`'${name}'`))).toEqual([]);
});
