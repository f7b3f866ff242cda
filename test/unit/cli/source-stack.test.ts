import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sourceStack } from '../../../src/cli/source-stack.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'source-stack-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A script whose second line comes from line 5, column 3 of src/x.ts, with its map beside it. */
async function script(): Promise<string> {
  const source = 'type Gone = {\n  x: 1;\n};\nfunction f(): never {\n  throw new Error("x");\n}\nf();\n';
  const code = stripTypeScriptTypes(source, { mode: 'transform', sourceMap: true, sourceUrl: 'src/x.ts' });
  const [, map = ''] = /sourceMappingURL=data:application\/json;base64,(\S+)/.exec(code) ?? [];
  const file = join(folder, 'index.js');
  await writeFile(`${file}.map`, Buffer.from(map, 'base64'));
  const place = code.split('\n').findIndex((line) => line.includes('throw'));
  expect(place).toBe(1);
  return file;
}

test('a place in a bundle becomes the place in the source that its map tells', async () => {
  const file = await script();
  const stack = (place: string) =>
    `Error: x\n    at f (${place}:2:5)\n    at node:internal/y:1:1\n    at async ${place}:2:5`;
  const translated = 'Error: x\n    at f (src/x.ts:5:3)\n    at node:internal/y:1:1\n    at async src/x.ts:5:3';

  expect(sourceStack(stack(pathToFileURL(file).href))).toBe(translated);
  expect(sourceStack(stack(file))).toBe(translated);
});

test('a place that no map tells stays as it is', async () => {
  const unmapped = `Error: at 12:30:00\n    at f (${join(folder, 'other.js')}:2:5)`;
  await writeFile(join(folder, 'other.js'), '');

  expect(sourceStack(unmapped)).toBe(unmapped);
});
