import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mainChoice, withMainChoice } from '../../../../src/cli/input/listener-flags.ts';
import type { Entry } from '../../../../src/core/entry.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'main-choice-'));
  await mkdir(path.join(folder, '.tekton'));
  await writeFile(path.join(folder, 'main.json'), '{}');
});
afterEach(() => rm(folder, { recursive: true }));

const entryOf = (file: string, more: Partial<Entry> = {}): Entry => ({
  pipeline: 'main',
  overrides: [],
  mappings: [
    { pipeline: 'other', file: 'other.json' },
    { pipeline: 'main', file },
  ],
  ...more,
});
const choice = (param: readonly string[], listener?: string, trigger?: string) =>
  mainChoice({ param, listener, trigger });

test('nothing chosen changes nothing, empty flags included', async () => {
  const entry = entryOf('.tekton');
  expect(await withMainChoice(entry, choice([''], '', ''), folder)).toBe(entry);
});

test('params of a folder are those of its listener, and win over the mapping’s', async () => {
  const mapping = {
    pipeline: 'main',
    file: '.tekton',
    params: [
      { name: 'a', value: '1' },
      { name: 'b', value: '2' },
    ],
  };
  const entry = entryOf('.tekton', { mappings: [mapping] });
  expect((await withMainChoice(entry, choice(['b=x=y', 'c='], 'l', 't'), folder)).mappings).toEqual([
    {
      pipeline: 'main',
      file: '.tekton',
      listener: 'l',
      trigger: 't',
      params: [
        { name: 'a', value: '1' },
        { name: 'b', value: 'x=y' },
        { name: 'c', value: '' },
      ],
    },
  ]);
});

test('a folder needs no mapping', async () => {
  const entry: Entry = { pipeline: '.tekton', overrides: [], mappings: [] };
  expect((await withMainChoice(entry, choice([], 'l'), folder)).mappings).toEqual([
    { pipeline: '.tekton', file: '.tekton', listener: 'l' },
  ]);
});

test('params of a file are those of the pipeline itself, and win over the document’s', async () => {
  const overrides = [{ task: 't', name: 'a', value: '1' }];
  const entry = await withMainChoice(entryOf('main.json', { overrides }), choice(['a=2']), folder);
  expect(entry).toEqual(entryOf('main.json', { overrides: [...overrides, { name: 'a', value: '2' }] }));
});

test('params of a Pipeline in the cluster are its own', async () => {
  const entry: Entry = { pipeline: 'main', overrides: [], mappings: [{ pipeline: 'main', ref: { name: 'build' } }] };
  expect((await withMainChoice(entry, choice(['a=2']), folder)).overrides).toEqual([{ name: 'a', value: '2' }]);
});

test('a file has no listeners to choose from', async () => {
  await expect(withMainChoice(entryOf('main.json'), choice([], 'l'), folder)).rejects.toMatchObject({
    code: 'bad-usage',
    hint: 'the main pipeline main is main.json, which is no folder',
  });
});
