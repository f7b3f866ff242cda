import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  fittingResults,
  type WaitResults,
  writeWaitOutput,
  writeWaitResults,
} from '../../../src/report/wait-results.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'results-'));
});
afterEach(() => rm(folder, { recursive: true }));

const read = (...name: string[]) => readFile(path.join(folder, ...name), 'utf8');
const ended = { kind: 'ended', outcome: 'succeeded', message: 'all done' } as const;

function outcome(results: Record<string, string | string[]>, message = 'ns/run: all done'): WaitResults {
  const decisive = { title: 'ns/run', state: ended, results };
  return { status: 'Succeeded', message, decisive, selected: [decisive, { title: 'ns/other', state: ended }] };
}

test('results are files that hold the run, its outcome and its results as JSON', async () => {
  expect(await writeWaitResults(folder, outcome({ image: 'a:1', tags: ['x', 'y'] }))).toEqual([]);
  const names = ['status', 'pipelinerun', 'namespace', 'message', 'results'];
  expect(await Promise.all(names.map((name) => read(name)))).toEqual([
    'Succeeded',
    'run',
    'ns',
    'ns/run: all done',
    ' {"image":"a:1","tags":["x","y"]}',
  ]);
});

test('a wait that no run decided has empty results, as a Task may refer to them', async () => {
  await writeWaitResults(folder, { status: 'Outside', message: 'm', selected: [] });
  expect([await read('status'), await read('pipelinerun'), await read('namespace'), await read('results')]).toEqual([
    'Outside',
    '',
    '',
    ' {}',
  ]);
});

test('the JSON does not begin with the brace that makes Tekton take a step result for an object', async () => {
  await writeWaitResults(folder, outcome({ image: 'a:1' }));
  expect(await read('results')).toMatch(/^\s\{"image":"a:1"\}$/);
});

test('results that are too large are left out, the largest first, and named with their size', async () => {
  const leftOut = await writeWaitResults(
    folder,
    outcome({ sbom: 'x'.repeat(5000), image: 'a:1', log: 'y'.repeat(1900) }),
  );
  expect(leftOut).toEqual(['sbom (5000 bytes)']);
  expect(JSON.parse(await read('results'))).toEqual({ image: 'a:1', log: 'y'.repeat(1900) });
  expect(await read('message')).toBe('ns/run: all done (left out of the results for their size: sbom (5000 bytes))');
});

test('what is kept always fits, and nothing is cut in two', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string({ unit: 'grapheme', maxLength: 3000 })), (results) => {
      const { text, leftOut } = fittingResults(results);
      const kept = JSON.parse(text) as Record<string, string>;
      expect(Buffer.byteLength(JSON.stringify(text))).toBeLessThanOrEqual(2050);
      expect(Object.keys(kept)).toHaveLength(Object.keys(results).length - leftOut.length);
      for (const [name, value] of Object.entries(kept)) expect(value).toBe(results[name]);
    }),
  );
});

test('a long message is cut between characters', async () => {
  await writeWaitResults(folder, outcome({}, '\u{1F600}"'.repeat(500)));
  const message = await read('message');
  expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThanOrEqual(602);
  expect(message).toMatch(/^(\u{1F600}"?|")+\.\.\.$/u);
});

test('the output folder has everything, of whatever size', async () => {
  const sbom = 'x'.repeat(5000);
  await writeWaitOutput(folder, outcome({ sbom, tags: ['x', 'y'], '../escape': 'no' }));
  expect(await read('results', 'sbom')).toBe(sbom);
  expect(await read('results', 'tags')).toBe('["x","y"]');
  expect(await readdir(path.join(folder, 'results'))).toEqual(['sbom', 'tags']);
  expect(JSON.parse(await read('runs.json'))).toMatchObject([
    { run: 'ns/run', status: 'Succeeded', results: { sbom } },
    { run: 'ns/other', status: 'Succeeded', results: {} },
  ]);
});
