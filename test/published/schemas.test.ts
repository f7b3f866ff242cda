import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { z } from 'zod';
import type { RunRecord } from '../../src/app/run/write-record.ts';
import { isObject } from '../../src/core/json.ts';
import { mainLaunch } from '../../src/core/launch/launch.ts';
import { OUTCOMES } from '../../src/core/outcome.ts';
import { summarize } from '../../src/core/tree/summary.ts';
import { parseEntry } from '../../src/input/entry/parse-entry.ts';
import { recordSchema } from '../../src/report/record-schema.ts';
import { fits } from '../support/json-schema.ts';
import { aWorld } from '../support/tree-world.ts';

const schemaOf = (name: string): unknown => JSON.parse(readFileSync(`docs/schema/${name}.schema.json`, 'utf8'));
const [entrySchema, recordJsonSchema] = [schemaOf('entry'), schemaOf('record')];

describe('the published schema of the entry document', () => {
  const documents: readonly [string, string][] = [
    ['the sample', readFileSync('sample/payloads/entry.json', 'utf8')],
    ['the smallest one', 'pipeline: main'],
    [
      'one with all that there is',
      `
$schema: docs/schema/entry.schema.json
pipeline: main
params: [{name: n, value: v}, {task: t, name: n, value: [a]}, {name: n, value: {k: v}}]
mappings:
  - {pipeline: a, file: f}
  - {pipeline: b, file: .tekton, listener: l, trigger: t, params: [{name: n, value: v}]}
  - {pipeline: c, ref: {name: build, namespace: ci}, params: [{name: n, value: [v]}]}
more: ignored
`,
    ],
  ];

  test.each(documents)('takes %s, as subpipe does', (_title, text) => {
    expect(parseEntry('e', text)).toMatchObject({ ok: true });
    expect(fits(entrySchema, parse(text))).toBe(true);
  });

  test('takes and refuses what subpipe takes and refuses', () => {
    const some = (arbitrary: fc.Arbitrary<unknown>) =>
      fc.oneof({ weight: 8, arbitrary }, fc.constantFrom(5, '', null, true, [], {}));
    const text = some(fc.constantFrom('a', 'b c'));
    const value = some(
      fc.oneof(fc.constant('v'), fc.array(text, { maxLength: 2 }), fc.dictionary(fc.constant('k'), text)),
    );
    const object = (fields: Record<string, fc.Arbitrary<unknown>>) => some(fc.record(fields, { requiredKeys: [] }));
    const params = some(fc.array(object({ name: text, value }), { maxLength: 2 }));
    const mapping = object({
      pipeline: text,
      file: text,
      listener: text,
      trigger: text,
      ref: object({ name: text, namespace: text }),
      params,
    });
    const entry = object({
      $schema: text,
      pipeline: text,
      params: some(fc.array(object({ task: text, name: text, value }), { maxLength: 2 })),
      // One alone: that a name is mapped to two things is beyond a JSON Schema.
      mappings: some(fc.array(mapping, { maxLength: 1 })),
      unknown: text,
    });
    const counts = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(entry, (document) => {
        const { ok } = parseEntry('e.json', JSON.stringify(document));
        counts[ok ? 'taken' : 'refused'] += 1;
        expect(fits(entrySchema, document)).toBe(ok);
      }),
      { numRuns: 1000 },
    );
    // Neither side of the comparison is empty.
    expect(Math.min(counts.taken, counts.refused)).toBeGreaterThan(20);
  });

  test('describes every key', () => {
    expect(undescribed(entrySchema)).toEqual([]);
    expect(undescribed(recordJsonSchema)).toEqual([]);
  });
});

describe('the published schema of the record', () => {
  test('takes what is recorded of a run', () => {
    const world = aWorld();
    const record = { runId: 'r1', outcome: OUTCOMES.succeeded.title, runs: summarize(world.node('main')) };
    expect(fits(recordJsonSchema, record)).toBe(true);
    expect(fits(recordJsonSchema, { ...record, outcome: 'Fine' })).toBe(false);
    expect(fits(recordJsonSchema, { ...record, runs: [{ ...record.runs[0], depth: -1 }] })).toBe(false);
    expect(mainLaunch('r1', 'main').depth).toBe(0);
  });

  test('has the fields of the type in the code, no more and no fewer', () => {
    type Published = z.infer<typeof recordSchema>;
    type Row<T extends { runs: readonly unknown[] }> = Required<T['runs'][number]>;
    // These lines do not compile where the two differ.
    const there = (published: Published): RunRecord => published;
    const back = (record: RunRecord): Published => ({ ...record, runs: [...record.runs] });
    const keys = (
      row: Row<RunRecord>,
    ): Row<Published> & Record<Exclude<keyof Row<RunRecord>, keyof Row<Published>>, never> => row;
    const noMore = (
      row: Row<Published>,
    ): Row<RunRecord> & Record<Exclude<keyof Row<Published>, keyof Row<RunRecord>>, never> => row;
    expect([there, back, keys, noMore]).toHaveLength(4);
  });
});

/** Paths of properties without a description. */
function undescribed(schema: unknown, path = ''): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap((item) => undescribed(item, path));
  if (!isObject(schema)) return [];
  const properties = isObject(schema['properties']) ? Object.entries(schema['properties']) : [];
  const bare = properties.filter(([, each]) => isObject(each) && each['description'] === undefined);
  return [
    ...bare.map(([key]) => `${path}.${key}`),
    ...properties.flatMap(([key, each]) => undescribed(each, `${path}.${key}`)),
    ...['items', 'anyOf', 'oneOf'].flatMap((key) => undescribed(schema[key], `${path}[]`)),
  ];
}
