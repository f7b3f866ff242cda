import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { catalogProblems, folderCatalog } from '../../../../src/input/catalog/catalog.ts';
import { type Catalog } from '../../../../src/ports.ts';

let folder: string;
let catalog: Catalog;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'catalog-'));
  await copyFile('test/fixtures/exported-smoke.json', path.join(folder, 'smoke-2026.json'));
  await writeFile(path.join(folder, 'bad.json'), '{"kind":"Task"}');
  catalog = folderCatalog(folder, [
    { pipeline: 'smoke.json', file: 'smoke-2026.json' },
    { pipeline: 'gone', file: 'gone.json' },
    { pipeline: 'out', file: '../../etc/passwd' },
  ]);
});
afterEach(() => rm(folder, { recursive: true }));

test('a mapping name, which may be a file name of old, leads to its file', async () => {
  expect(await catalog.find('smoke.json')).toMatchObject({ ok: true, payload: { file: 'smoke-2026.json' } });
});

test('a name without a mapping is a file', async () => {
  expect(await catalog.find('smoke-2026.json')).toMatchObject({ ok: true, payload: { file: 'smoke-2026.json' } });
});

test('an unknown name is told with the names that are known', async () => {
  expect(await catalog.find('smoek')).toEqual({
    ok: false,
    problems: [
      `pipeline "smoek" is not in the mappings and not a file: ${path.join(folder, 'smoek')}: no such file; known names: "smoke.json", "gone", "out"`,
    ],
  });
});

test('a name that leads out of the folder is refused, mapped or not', async () => {
  expect(await catalog.find('out')).toMatchObject({
    ok: false,
    problems: [expect.stringMatching(/^mapping "out": .*is outside the payload folder/)],
  });
  expect(await catalog.find('../../etc/passwd')).toMatchObject({
    ok: false,
    problems: [expect.stringContaining('is outside the payload folder')],
  });
});

test('a mapping to a file that is not there names both', async () => {
  expect(await catalog.find('gone')).toEqual({
    ok: false,
    problems: [`mapping "gone": ${path.join(folder, 'gone.json')}: no such file`],
  });
});

test('every problem of every payload is told at once, and once', async () => {
  expect(await catalogProblems(catalog, ['smoke.json', 'bad.json', 'gone', 'bad.json'])).toEqual([
    'bad.json:1:1: has no apiVersion',
    expect.stringContaining('mapping "gone"'),
  ]);
});

test('a payload is read once', async () => {
  const first = await catalog.find('smoke.json');
  await rm(path.join(folder, 'smoke-2026.json'));
  expect(await catalog.find('smoke.json')).toBe(first);
});
