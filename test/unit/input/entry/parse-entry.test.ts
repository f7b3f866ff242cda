import { describe, expect, test } from '@jest/globals';
import { parseEntry } from '../../../../src/input/entry/parse-entry.ts';

/** The example that the old helper's readers were given. */
const SEED = `{
  "pipeline": "main",
  "params": [
    { "task": "build-task", "name": "revision", "value": "master" },
    { "task": "build-task", "name": "registryRegion", "value": "eu-gb" },
    { "task": "build-task", "name": "imageName", "value": "hello" },
    { "task": "validate-task", "name": "repository", "value": "https://example.com/repo" }
  ],
  "mappings": [
    { "pipeline": "bog-pipeline", "file": "hello2-local.json" },
    { "pipeline": "main", "file": "mainpipe.json" }
  ]
}`;

const problems = (source: string) => {
  const result = parseEntry('e.json', source);
  return result.ok ? [] : result.problems;
};

describe('an entry document', () => {
  test('as people wrote it for the old helper is accepted as it stands', () => {
    expect(parseEntry('e.json', SEED)).toMatchObject({
      ok: true,
      warnings: [],
      entry: {
        pipeline: 'main',
        overrides: [{ task: 'build-task', name: 'revision' }, {}, {}, { task: 'validate-task', name: 'repository' }],
        mappings: [
          { pipeline: 'bog-pipeline', file: 'hello2-local.json' },
          { pipeline: 'main', file: 'mainpipe.json' },
        ],
      },
    });
  });

  test('in YAML is the same', () => {
    const yaml = `
# emergency
pipeline: main
params:
  - {task: build-task, name: revision, value: "1.0"}
  - name: zones
    value: [a, b]
mappings:
  - pipeline: main
    file: mainpipe.json
`;
    expect(parseEntry('e.yaml', yaml)).toMatchObject({
      ok: true,
      entry: {
        overrides: [
          { task: 'build-task', value: '1.0' },
          { name: 'zones', value: ['a', 'b'] },
        ],
      },
    });
  });

  test('needs nothing but the name of the pipeline', () => {
    expect(parseEntry('e.json', '{"pipeline":"main.json"}')).toEqual({
      ok: true,
      entry: { pipeline: 'main.json', overrides: [], mappings: [] },
      warnings: [],
    });
  });

  test('with keys that nobody knows is accepted, with a warning each', () => {
    expect(parseEntry('e.json', '{"pipeline":"m",\n "parameters": []}')).toMatchObject({
      ok: true,
      warnings: [
        'e.json:2:16: key "parameters" is not known and not used; known keys: pipeline, params, mappings, target',
      ],
    });
  });

  /** What is read of an entry document that has a pipeline `a` and mappings. */
  const entryWith = (mappings: readonly object[]) => ({
    ok: true,
    entry: { pipeline: 'a', overrides: [], mappings },
    warnings: [],
  });

  test('may choose of a folder’s listeners, and set their params', () => {
    const source = `
pipeline: a
mappings:
  - {pipeline: a, file: .tekton, listener: l, trigger: t, params: [{name: n, value: v}]}
`;
    expect(parseEntry('e.yaml', source)).toEqual(
      entryWith([{ pipeline: 'a', file: '.tekton', listener: 'l', trigger: 't', params: [{ name: 'n', value: 'v' }] }]),
    );
  });

  test('may name Pipelines of the cluster', () => {
    const source = `
$schema: https://example.com/entry.schema.json
pipeline: a
mappings:
  - {pipeline: a, ref: {name: build}}
  - {pipeline: b, ref: {name: build, namespace: ci}, params: [{name: n, value: [x, y]}]}
`;
    expect(parseEntry('e.yaml', source)).toEqual(
      entryWith([
        { pipeline: 'a', ref: { name: 'build' } },
        { pipeline: 'b', ref: { name: 'build', namespace: 'ci' }, params: [{ name: 'n', value: ['x', 'y'] }] },
      ]),
    );
  });

  test('with keys that nobody knows inside is accepted too, with a warning each', () => {
    const source = `pipeline: a
params: [{name: n, value: v, type: string}]
mappings: [{pipeline: a, file: f, listner: l}]`;
    expect(parseEntry('e.yaml', source)).toMatchObject({
      warnings: [
        'e.yaml:3:44: key "listner" is not known and not used; known keys: pipeline, file, listener, trigger, ref, params',
        'e.yaml:2:36: key "type" is not known and not used; known keys: task, name, value',
      ],
    });
  });

  test('may map one name twice to the same file', () => {
    const mapping = '{"pipeline":"a","file":"f"}';
    expect(problems(`{"pipeline":"a","mappings":[${mapping},${mapping}]}`)).toEqual([]);
  });
});

describe('problems of an entry document', () => {
  test('are told all at once, each with its place', () => {
    const source = `{
  "params": [
    { "task": 7, "name": "a", "value": "x" },
    { "name": "", "value": 5 },
    { "name": "c" }
  ],
  "mappings": [
    { "pipeline": "a" }
  ]
}`;
    expect(problems(source)).toEqual([
      'e.json:1:1: pipeline is missing',
      'e.json:3:15: params[0].task must be a string, not 7: quote this value',
      'e.json:4:15: params[1].name must not be empty',
      'e.json:4:28: params[1].value must be a string, an array of strings or an object of strings, not 5: quote this value',
      'e.json:5:5: params[2].value is missing',
      'e.json:8:5: mappings[0] must have either "file" or "ref"',
    ]);
  });

  test.each([
    ['an unknown escape of JSON', '{"pipeline": "a\\q"}', /^e\.json:1:16: not JSON: not an escape/],
    ['an end too early', '{"pipeline": "main"', /^e\.json:1:20: not JSON: ends too early/],
    [
      'a key that is there twice',
      '{"pipeline": "a",\n "pipeline": "b"}',
      /^e\.json:2:2: key "pipeline" is there twice/,
    ],
    ['several documents', 'pipeline: a\n---\npipeline: b\n', /^e\.json:3:1: a second document/],
    ['nothing', '', /^e\.json: is empty$/],
    ['null', 'null', /^e\.json: is empty$/],
    ['an array', '[]', /^e\.json:1:1: must be an object/],
    ['text', 'main', /^e\.json:1:1: must be an object/],
    ['params that are an object', '{"pipeline":"a","params":{}}', /^e\.json:1:26: params must be an array$/],
    [
      'a pipeline that is a number',
      '{"pipeline":5}',
      /^e\.json:1:13: pipeline must be a string, not 5: quote this value$/,
    ],
    ['an alias without an anchor', 'pipeline: *a\n', /^e\.json:1:\d+: .*alias/i],
  ])('%s', (_title, source, message) => {
    expect(problems(source)).toEqual([expect.stringMatching(message)]);
  });

  test('an alias bomb is refused at once', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefgh'.split('').map((name, index) => {
        const inner = 'abcdefgh'.charAt(index);
        return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${inner}`).join(',')}]`;
      }),
    ];
    expect(problems(`pipeline: main\n${bomb.join('\n')}\n`)).toEqual([expect.stringMatching(/alias/i)]);
  });

  test('one name for two listeners of a folder', () => {
    const source =
      '{"pipeline":"a","mappings":[{"pipeline":"a","file":"f"},{"pipeline":"a","file":"f","listener":"l"}]}';
    expect(problems(source)).toEqual([
      'e.json:1:57: pipeline "a" is mapped to "f" {"listener":"l"} and, before that, to "f"; keep one of them',
    ]);
  });

  test.each([
    ['"file":"f","ref":{"name":"r"}', 'e.json:1:29: mappings[0] has both "file" and "ref"; keep one of them'],
    [
      '"ref":{"name":"r"},"listener":"l"',
      'e.json:1:29: mappings[0] has "listener" or "trigger", which choose from a folder; a "ref" has none',
    ],
    ['"ref":"r"', 'e.json:1:51: mappings[0].ref must be an object with a "name"'],
    ['"ref":{}', 'e.json:1:51: mappings[0].ref.name is missing'],
    [
      '"ref":{"name":"r","namespace":5}',
      'e.json:1:75: mappings[0].ref.namespace must be a string, not 5: quote this value',
    ],
    [
      '"file":"f","params":[{"name":"n","value":5}]',
      'e.json:1:86: mappings[0].params[0].value must be a string, an array of strings or an object of strings, not 5: quote this value',
    ],
  ])('a mapping with %s', (fields, problem) => {
    expect(problems(`{"pipeline":"a","mappings":[{"pipeline":"a",${fields}}]}`)).toEqual([problem]);
  });

  test('one name for two files', () => {
    const source = '{"pipeline":"a","mappings":[{"pipeline":"a","file":"f"},\n{"pipeline":"a","file":"g"}]}';
    expect(problems(source)).toEqual([
      'e.json:2:1: pipeline "a" is mapped to "g" and, before that, to "f"; keep one of them',
    ]);
  });
});
