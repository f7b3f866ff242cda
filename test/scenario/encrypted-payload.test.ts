import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encryptExport } from '../../src/crypto/encrypt-export.ts';
import { generateKey } from '../../src/crypto/key.ts';
import { parseEntry } from '../../src/input/entry/parse-entry.ts';
import { parsePayload } from '../../src/input/payload/parse-payload.ts';

const exported = readFileSync('test/fixtures/vectors/smoke-listener-local-2026-11-20-101500utc.json', 'utf8');
const key = generateKey();

const exportOf = (...resources: readonly unknown[]) => JSON.stringify({ spec: { payload: { resources } } });
const problemsOf = (text: string, given = key) => {
  const result = parsePayload('f', encryptExport(text, key), { key: given });
  return result.ok ? [] : result.problems;
};

describe('an encrypted payload', () => {
  test('is the payload that it was made of', () => {
    const plain = parsePayload('f', exported);
    expect(parsePayload('f', encryptExport(exported, key), { key })).toEqual({
      ok: true,
      payload: plain.ok ? plain.payload : undefined,
    });
  });

  test('without a key says how to give one', () => {
    expect(parsePayload('f', encryptExport(exported, key))).toEqual({
      ok: false,
      problems: [
        expect.stringMatching(/^f: is encrypted, and there is no key: give --key-file FILE or --key-env NAME/),
      ],
    });
  });

  test('with another key is told as such', () => {
    expect(problemsOf(exported, generateKey())).toEqual(['f: wrong key or damaged file']);
  });

  test('has places in its plaintext, and quotes no value of it', () => {
    const run = {
      apiVersion: 'tekton.dev/v1',
      kind: 'PipelineRun',
      metadata: { name: 'r' },
      spec: { params: [{ name: 'pin', value: 4711 }] },
    };
    expect(problemsOf(exportOf(JSON.stringify(run)))).toEqual([
      expect.stringMatching(
        /^f \(decrypted\):1:34: spec.payload.resources\[0\]: PipelineRun r: spec.params\[0\].value must be a string, .*: quote this value$/,
      ),
    ]);
    expect(problemsOf(exportOf(run)).join()).toMatch(/^f \(decrypted\):1:149: .*quote this value$/);
    expect(problemsOf(exportOf(JSON.stringify(run))).join()).not.toContain('4711');
  });

  test('may not be an encrypted one again', () => {
    expect(problemsOf(exportOf(encryptExport(exported, key)))).toEqual([
      expect.stringMatching(
        /^f \(decrypted\):1:34: spec.payload.resources\[0\]: is not JSON: expected a value, at character 1 of \d+$/,
      ),
    ]);
  });
});

test('a value of a Secret is quoted in no message, whatever is wrong with it', () => {
  const text = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {pin: 4711}\n';
  expect(parsePayload('f', text)).toEqual({
    ok: false,
    problems: ['f:4:13: Secret s: data.pin must be a string: quote this value'],
  });
});

test('a key that is there twice is told, also inside of a resource', () => {
  const twice = '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","name":"t"}}';
  const result = parsePayload('f', `{"spec":\n {"payload":\n {"resources": [\n${JSON.stringify(twice)}\n]}}}`);
  expect(result).toEqual({
    ok: false,
    problems: ['f:4:1: spec.payload.resources[0]: key "name" is there twice; keep one of them'],
  });
});

test('of very many problems the first twenty are told', () => {
  const resources = Array.from({ length: 1_000 }, () => '{}');
  const result = parsePayload('f', exportOf(...resources));
  expect(!result.ok && result.problems).toHaveLength(21);
  expect(!result.ok && result.problems.at(-1)).toBe('f: has more problems than these 20');
});

describe('no input makes a parser crash', () => {
  const objects = fc.record(
    {
      apiVersion: fc.constantFrom('v1', 'tekton.dev/v1', 'tekton.dev/v1beta1', 7),
      kind: fc.constantFrom('Pipeline', 'Task', 'PipelineRun', 'Secret', 'ConfigMap', 'List', 'Pod', null),
      metadata: fc.oneof(fc.record({ name: fc.constantFrom('a', 'b', 'A b', 3) }), fc.jsonValue()),
      spec: fc.oneof(
        fc.record(
          {
            params: fc.oneof(
              fc.array(fc.record({ name: fc.constantFrom('x', 1), value: fc.jsonValue() })),
              fc.jsonValue(),
            ),
            tasks: fc.oneof(
              fc.array(
                fc.record(
                  { name: fc.constantFrom('t', 'T'), taskRef: fc.jsonValue(), taskSpec: fc.jsonValue() },
                  { requiredKeys: [] },
                ),
              ),
              fc.jsonValue(),
            ),
            steps: fc.jsonValue(),
            pipelineRef: fc.oneof(fc.constant({ name: 'a' }), fc.jsonValue()),
            pipelineSpec: fc.jsonValue(),
            taskRunSpecs: fc.jsonValue(),
            resources: fc.jsonValue(),
            timeout: fc.jsonValue(),
          },
          { requiredKeys: [] },
        ),
        fc.jsonValue(),
      ),
      items: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );

  const check = (text: string, given?: typeof key) => {
    const result = parsePayload('f', text, { key: given });
    if (result.ok) expect(result.payload.run.kind).toBe('PipelineRun');
    else expect(result.problems).not.toEqual([]);
  };

  test('as plain manifests', () => {
    fc.assert(
      fc.property(fc.array(objects), (items) => check(items.map((item) => JSON.stringify(item)).join('\n---\n'))),
      { numRuns: 500 },
    );
  });

  test('as an exported resource, encrypted or not', () => {
    const resources = fc.array(
      fc.oneof(
        objects,
        objects.map((object) => JSON.stringify(object)),
        fc.jsonValue(),
      ),
    );
    fc.assert(
      fc.property(resources, (each) => {
        const text = JSON.stringify({ spec: { payload: { resources: each } } });
        check(text);
        check(encryptExport(text, key), key);
      }),
      { numRuns: 250 },
    );
  });

  test('as a good export with a part replaced', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: exported.length }),
        fc.string({ maxLength: 8 }),
        fc.nat({ max: 40 }),
        (at, by, drop) => {
          check(exported.slice(0, at) + by + exported.slice(at + drop));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('as an entry document', () => {
    const entries = fc.record(
      {
        pipeline: fc.oneof(fc.string(), fc.jsonValue()),
        params: fc.oneof(
          fc.array(
            fc.record({ task: fc.jsonValue(), name: fc.jsonValue(), value: fc.jsonValue() }, { requiredKeys: [] }),
          ),
          fc.jsonValue(),
        ),
        mappings: fc.oneof(
          fc.array(fc.record({ pipeline: fc.string(), file: fc.jsonValue() }, { requiredKeys: [] })),
          fc.jsonValue(),
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          entries.map((entry) => JSON.stringify(entry)),
          fc.string(),
          fc.json(),
        ),
        (text) => {
          const result = parseEntry('e', text);
          if (result.ok) expect(result.entry.pipeline).not.toBe('');
          else expect(result.problems).not.toEqual([]);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
