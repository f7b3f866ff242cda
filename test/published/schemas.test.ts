import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { z } from 'zod';
import type { RunRecord } from '../../src/app/run/write-record.ts';
import { isObject, type JsonObject } from '../../src/core/json.ts';
import { OUTCOMES } from '../../src/core/outcome.ts';
import { summarize } from '../../src/core/tree/summary.ts';
import { parseEntry } from '../../src/input/entry/parse-entry.ts';
import { recordSchema } from '../../src/report/record-schema.ts';
import { misfits } from '../support/json-schema.ts';
import { aTreeRig } from '../support/tree-rig.ts';

const schemaOf = (name: string) => JSON.parse(readFileSync(`docs/schema/${name}.schema.json`, 'utf8')) as JsonObject;
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
    expect(misfits(entrySchema, parse(text))).toEqual([]);
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
        const found = misfits(entrySchema, document);
        expect({ ok, found }).toEqual({ ok: found.length === 0, found });
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
  test('takes what is recorded of a tree with all that a record can say', () => {
    expect(misfits(recordJsonSchema, aFullRecord())).toEqual([]);
  });

  test.each<[string, (record: RunRecord) => unknown, string]>([
    ['an outcome that there is not', (record) => ({ ...record, outcome: 'Fine' }), '/outcome must be equal to one of'],
    ['a depth below zero', (record) => withRow(record, { depth: -1 }), '/runs/0/depth must be >= 0'],
    ['part of a second', (record) => withRow(record, { durationSeconds: 1.5 }), '/durationSeconds must be integer'],
    ['no name of a run', (record) => withRow(record, { run: undefined }), "/runs/0 must have required property 'run'"],
  ])('refuses %s', (_title, change, why) => {
    const changed: unknown = JSON.parse(JSON.stringify(change(aFullRecord())));
    expect(misfits(recordJsonSchema, changed)).toContainEqual(expect.stringContaining(why));
  });

  test('names each field that a record has, and no other', () => {
    const record = aFullRecord();
    expect(Object.keys(record).sort()).toEqual(propertiesIn(recordJsonSchema));
    const { items } = (recordJsonSchema['properties'] as { runs: { items: JsonObject } }).runs;
    expect(Object.keys(ROW_FIELDS).sort()).toEqual(propertiesIn(items));
    expect([...new Set(record.runs.flatMap((row) => Object.keys(row)))].sort()).toEqual(propertiesIn(items));
  });

  test('is made of a schema that takes a record and changes nothing of it', () => {
    const { runs, ...record } = aFullRecord();
    // What does not compile here is a field of another type.
    const published: z.infer<typeof recordSchema> = { ...record, runs: [...runs] };
    const inCode: RunRecord = recordSchema.parse(published);
    expect(inCode).toEqual(published);
  });
});

/** Does not compile where it lacks a field of the type in the code, or has one more. */
const ROW_FIELDS = {
  pipeline: true,
  namespace: true,
  run: true,
  depth: true,
  signal: true,
  outcome: true,
  durationSeconds: true,
  message: true,
} satisfies Record<keyof RunRecord['runs'][number], true>;

/** The record of a main run that failed because of a child that was launched by a signal: it has every field. */
function aFullRecord(): RunRecord {
  const rig = aTreeRig();
  rig.taskRun('main', { task: 'go', reason: 'Succeeded', results: { 'localpipeline-run-call': 'child' } });
  rig.settle();
  rig.taskRun('child', { task: 'work', reason: 'Failed', message: 'it broke' });
  rig.end('child', 'Failed');
  rig.end('main', 'Failed');
  return { runId: 'r1', outcome: OUTCOMES.failed.title, runs: summarize(rig.node('main')) };
}

function withRow(record: RunRecord, change: object): unknown {
  return { ...record, runs: record.runs.map((row) => ({ ...row, ...change })) };
}

function propertiesIn({ properties }: JsonObject): string[] {
  return Object.keys(properties as JsonObject).sort();
}

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
