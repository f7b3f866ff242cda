import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RunSummary } from '../../../src/core/tree/summary.ts';
import { fittingRows, writeTektonResults } from '../../../src/report/tekton-results.ts';

const row: RunSummary = { pipeline: 'main', namespace: 'ns', run: 'main-1', depth: 0, outcome: 'Failed', message: 'm' };

test('results are one file each, in a folder that is made', async () => {
  const top = await mkdtemp(path.join(tmpdir(), 'results-'));
  const folder = path.join(top, 'results');
  await writeTektonResults(folder, { status: 'Failed', runId: 'r1', message: 'x'.repeat(600), runs: [row] });
  const read = (name: string) => readFile(path.join(folder, name), 'utf8');
  expect(await read('status')).toBe('Failed');
  expect(await read('run-id')).toBe('r1');
  expect(await read('message')).toBe('x'.repeat(500));
  expect(JSON.parse(await read('runs'))).toEqual([
    { pipeline: 'main', namespace: 'ns', run: 'main-1', outcome: 'Failed' },
  ]);
  await rm(top, { recursive: true });
});

test('rows fit into what a step may write, however many and however named, and say how many are left out', () => {
  const rows = fc.array(fc.record({ ...constants(row), pipeline: fc.string({ unit: 'grapheme', maxLength: 200 }) }), {
    maxLength: 100,
  });
  fc.assert(
    fc.property(rows, (all) => {
      const text = fittingRows(all);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2600);
      const parsed = JSON.parse(text) as { leftOut?: number }[];
      const leftOut = parsed.at(-1)?.leftOut ?? 0;
      expect(parsed.length - (leftOut === 0 ? 0 : 1) + leftOut).toBe(all.length);
    }),
    { numRuns: 50 },
  );
});

function constants({ namespace, run, depth, outcome }: RunSummary) {
  return {
    namespace: fc.constant(namespace),
    run: fc.constant(run),
    depth: fc.constant(depth),
    outcome: fc.constant(outcome),
  };
}
