import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parsePayload } from '../../../../src/input/payload/parse-payload.ts';

const exported = readFileSync('test/fixtures/exported-smoke.json', 'utf8');

const RUN = `
apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: {name: run}
spec:
  pipelineRef: {name: main}`;
const PIPELINE = `
apiVersion: tekton.dev/v1
kind: Pipeline
metadata: {name: main}
spec:
  tasks: [{name: a, taskSpec: {steps: [{name: s, image: i}]}}]`;

function kinds(text: string): string[] {
  const result = parsePayload('f', text);
  return result.ok ? ['PipelineRun', ...result.payload.objects.map(({ kind }) => kind)] : [...result.problems];
}

describe('a payload is read', () => {
  test('from an exported resource of strings, as v1', () => {
    const result = parsePayload('f', exported);
    expect(kinds(exported)).toEqual(['PipelineRun', 'ConfigMap', 'Secret', 'Pipeline', 'Task']);
    expect(result).toMatchObject({
      payload: {
        file: 'f',
        run: {
          apiVersion: 'tekton.dev/v1',
          metadata: { name: 'pipelinerun-smoke' },
          spec: { params: [{ name: 'greeting', value: 'grüezi' }] },
        },
      },
    });
  });

  test('from an exported resource of objects', () => {
    const document = JSON.parse(exported) as { spec: { payload: { resources: unknown[] } } };
    document.spec.payload.resources = document.spec.payload.resources.map(
      (text) => JSON.parse(String(text)) as unknown,
    );
    expect(kinds(JSON.stringify(document))).toEqual(kinds(exported));
  });

  test.each([
    ['many YAML documents', `${PIPELINE}\n---${RUN}`],
    ['many YAML documents with empty ones between', `---\n---\n# nothing\n---${PIPELINE}\n---\nnull\n---${RUN}\n---\n`],
    ['lines that end as on Windows', `${PIPELINE}\n---${RUN}\n`.replaceAll('\n', '\r\n')],
    ['a YAML List', `kind: List\nitems:\n-${PIPELINE.replaceAll('\n', '\n  ')}\n-${RUN.replaceAll('\n', '\n  ')}`],
    [
      'a JSON List',
      JSON.stringify({
        kind: 'List',
        items: [
          { apiVersion: 'tekton.dev/v1', kind: 'Pipeline', metadata: { name: 'main' }, spec: { tasks: [] } },
          {
            apiVersion: 'tekton.dev/v1',
            kind: 'PipelineRun',
            metadata: { name: 'r' },
            spec: { pipelineRef: { name: 'main' } },
          },
        ],
      }),
    ],
    ['fields that are null, which Kubernetes reads as absent', `${PIPELINE}\n---${RUN}\n  params:\n  timeouts: ~\n`],
  ])('from %s', (_title, text) => expect(kinds(text)).toEqual(['PipelineRun', 'Pipeline']));

  test('with text that YAML 1.1 would take for something else as text', () => {
    const text = `${PIPELINE}\n---${RUN}\n  params: [{name: a, value: yes}, {name: b, value: on}, {name: c, value: 1_000}]`;
    expect(parsePayload('f', text)).toMatchObject({
      payload: { run: { spec: { params: [{ value: 'yes' }, { value: 'on' }, { value: '1_000' }] } } },
    });
  });
});

describe('a value that is no string where Tekton wants one is told, with what to do', () => {
  const withSpec = (more: string) => kinds(`${PIPELINE}\n---${RUN}\n  ${more}`);

  test.each([
    [
      'params: [{name: a, value: 5}]',
      'spec.params[0].value must be a string, an array of strings or an object of strings, not 5: quote this value',
    ],
    [
      'params: [{name: a, value: true}]',
      'spec.params[0].value must be a string, an array of strings or an object of strings, not true: quote this value',
    ],
    ['params: [{name: a, value: [x, 7]}]', 'spec.params[0].value[1] must be a string, not 7: quote this value'],
    ['params: [{value: x}]', 'spec.params[0].name is missing'],
    ['params: [{name: x}]', 'spec.params[0].value is missing'],
    ['pipelineSpec: {params: [{name: x, default: 5}]}', 'spec.pipelineSpec.params[0].default must be a string'],
    ['params: {a: b}', 'spec.params must be an array'],
    ['timeouts: {pipeline: 60}', 'spec.timeouts.pipeline must be a string, not 60: quote this value'],
    [
      'taskRunTemplate: {serviceAccountName: 1}',
      'spec.taskRunTemplate.serviceAccountName must be a string, not 1: quote this value',
    ],
  ])('%s', (more, problem) => {
    expect(withSpec(more)).toEqual([expect.stringMatching(/^f:13:\d+: PipelineRun run: /)]);
    expect(withSpec(more)[0]).toContain(problem);
  });

  test('in names, labels, env and settings too', () => {
    const text = `
apiVersion: v1
kind: ConfigMap
metadata: {name: 5, labels: {a: 1}}
data: {port: 8080}
---${PIPELINE.replace('{name: s, image: i}', '{name: s, env: [{name: A, value: 0644}]}')}
---${RUN.replace('{name: main}', '{name: 12}')}`;
    expect(kinds(text).map((problem) => problem.replace(/^f:\d+:\d+: /, ''))).toEqual([
      'ConfigMap: metadata.name must be a string, not 5: quote this value',
      'ConfigMap: metadata.labels.a must be a string, not 1: quote this value',
      'ConfigMap: data.port must be a string, not 8080: quote this value',
      'Pipeline main: spec.tasks[0].taskSpec.steps[0].env[0].value must be a string, not 644: quote this value',
      'PipelineRun run: spec.pipelineRef.name must be a string, not 12: quote this value',
    ]);
  });

  test.each([
    ['spec: []', 'PipelineRun run: spec must be an object'],
    ['spec: {pipelineSpec: {tasks: {}}}', 'PipelineRun run: spec.pipelineSpec.tasks must be an array'],
    ['other: {}', 'PipelineRun run: spec is missing'],
  ])('a PipelineRun with %s is told, not a crash later', (spec, problem) => {
    const [told, ...more] = kinds(`apiVersion: tekton.dev/v1\nkind: PipelineRun\nmetadata: {name: run}\n${spec}`);
    expect(told).toMatch(/^f:[14]:\d+: /);
    expect(told).toContain(problem);
    expect(more).toEqual([]);
  });
});

describe('what cannot be read is told with its place', () => {
  test.each([
    ['nothing', '\n \n', /^f: is empty$/],
    ['text', 'hello', /^f:1:1: must be a Kubernetes object, not a string$/],
    ['a JSON array', '[1]', /^f:1:1: must be a Kubernetes object, not an array$/],
    ['a syntax error', `${RUN}\n  params: [`, /^f:\d+:\d+: /],
    ['a tab as indent', 'a:\n\tb: c', /^f:2:1: /],
    ['broken JSON', '{"apiVersion": "v1",\n "kind" "x"}', /^f:2:\d+: /],
    ['a key that is there twice', `${RUN}\n  pipelineRef: {name: x}`, /^f:7:3: key "pipelineRef" is there twice/],
    ['an alias without an anchor', 'a: *x', /^f:1:\d+: .*alias/i],
    ['no apiVersion', 'kind: Task', /^f:1:1: has no apiVersion$/],
    ['no kind', 'apiVersion: v1', /^f:1:1: has no kind$/],
    ['no metadata', 'apiVersion: v1\nkind: Secret', /^f:1:1: Secret has no metadata$/],
    ['an encrypted export', readEncrypted(), /^f: is encrypted, and there is no key: give --key-file/],
  ])('%s', (_title, text, message) => expect(kinds(text)[0]).toMatch(message));

  test('an alias bomb', () => {
    const levels = 'abcdefghi'.split('');
    const lines = levels.map((name, index) =>
      index === 0
        ? 'a: &a [x,x,x,x,x,x,x,x,x]'
        : `${name}: &${name} [${Array.from({ length: 9 }, () => `*${levels[index - 1] ?? ''}`).join(',')}]`,
    );
    expect(kinds(lines.join('\n'))).toEqual([
      expect.stringMatching(/^f:1:1: its aliases .* would grow beyond all measure/),
    ]);
  });

  test('a resource of an export that is no JSON, and all others too', () => {
    const resources = ['{oops', '{"kind":"Task"}', 7];
    expect(kinds(JSON.stringify({ spec: { payload: { resources } } }))).toEqual([
      'f:1:34: spec.payload.resources[0]: is not JSON: expected a key in double quotes, at character 2 of 5',
      'f:1:42: spec.payload.resources[1]: has no apiVersion',
      'f:1:64: spec.payload.resources[2]: must be a Kubernetes object, not a number',
    ]);
  });

  test('a secret’s value never stands in a message', () => {
    const resources = [
      '{"kind":"Secret","data":{"key":"c2VjcmV0"',
      '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"data":{"key":{"x":"c2VjcmV0"}}}',
    ];
    expect(kinds(JSON.stringify({ spec: { payload: { resources } } })).join()).not.toContain('c2VjcmV0');
  });
});

/** The beginning of base64 of gzip, which no YAML begins with. */
function readEncrypted(): string {
  return `${Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3]).toString('base64')}\n`;
}
