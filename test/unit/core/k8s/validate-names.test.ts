import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../../../src/core/k8s/object.ts';
import { nameProblems } from '../../../../src/core/k8s/validate-names.ts';

const task = (metadata: KubeObject['metadata']): KubeObject => ({
  apiVersion: 'tekton.dev/v1',
  kind: 'Task',
  metadata,
});
const configMap = (metadata: KubeObject['metadata']): KubeObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata });
const told = (object: KubeObject) => nameProblems(object).map(({ path, why }) => [path.join('/'), why]);

describe('names', () => {
  test.each([
    task({ name: 'a'.repeat(63) }),
    task({ name: 'build.v1-2' }),
    configMap({ name: 'a'.repeat(253) }),
    configMap({}),
    { apiVersion: 'tekton.dev/v1', kind: 'PipelineRun', metadata: { name: 'Anything_'.repeat(30) } },
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'Anything' } },
  ])('%j is fine', (object) => expect(told(object)).toEqual([]));

  test.each([
    [task({ name: 'a'.repeat(64) }), 'metadata.name has 64 characters, at most 63 are allowed'],
    [configMap({ name: 'a'.repeat(254) }), 'metadata.name has 254 characters, at most 253 are allowed'],
    [task({ name: 'Build' }), /^metadata.name "Build" is not a name; use lower case letters, digits, "-" and "."/],
    [configMap({ name: '../x' }), /^metadata.name "..\/x" is not a name/],
    [configMap({ name: 'a..b' }), /is not a name/],
    [configMap({ name: '-a' }), /is not a name/],
  ])('%j is told', (object, why) => {
    expect(told(object)).toEqual([['metadata/name', typeof why === 'string' ? why : expect.stringMatching(why)]]);
  });
});

describe('labels and annotations', () => {
  test('that Kubernetes takes are fine', () => {
    const labels = { app: 'x', 'a.b/c_D.e': '', 'tekton.dev/pipeline': 'A.b-c' };
    expect(told(task({ name: 'a', labels, annotations: { 'x/y': 'anything at all\n' } }))).toEqual([]);
  });

  test.each([
    ['a label key with a space', { labels: { 'a b': 'x' } }, /labels "a b": the key is not one/],
    ['two slashes', { labels: { 'a/b/c': 'x' } }, /labels "a\/b\/c": the key is not one/],
    ['a prefix in upper case', { annotations: { 'A/b': 'x' } }, /annotations "A\/b": the key is not one/],
    [
      'a label value that is too long',
      { labels: { a: 'x'.repeat(64) } },
      /labels "a": the value is not one; at most 63/,
    ],
    ['a label value with a space', { labels: { a: 'x y' } }, /labels "a": the value is not one/],
  ])('%s is told', (_title, metadata, why) => {
    expect(told(task({ name: 'a', ...metadata }))).toEqual([[expect.any(String), expect.stringMatching(why)]]);
  });
});

describe('names of tasks in a pipeline', () => {
  const spec = { tasks: [{ name: 'ok' }, { name: 'Not_ok' }, 7], finally: [{ name: 'a.b' }, {}] };
  const whys = [
    '.tasks[1].name "Not_ok" is not a name',
    '.finally[0].name "a.b" is not a name; use lower case letters, digits and "-"',
  ];

  test.each([
    ['a Pipeline', { apiVersion: 'tekton.dev/v1', kind: 'Pipeline', metadata: { name: 'p' }, spec }, 'spec'],
    [
      'a PipelineRun',
      { apiVersion: 'tekton.dev/v1', kind: 'PipelineRun', metadata: {}, spec: { pipelineSpec: spec } },
      'spec.pipelineSpec',
    ],
  ])('of %s are told', (_title, object, prefix) => {
    expect(nameProblems(object)).toEqual([
      { path: [...prefix.split('.'), 'tasks', 1, 'name'], why: expect.stringContaining(`${prefix}${whys[0] ?? ''}`) },
      { path: [...prefix.split('.'), 'finally', 0, 'name'], why: expect.stringContaining(`${prefix}${whys[1] ?? ''}`) },
    ]);
  });

  test('elsewhere nothing is called so', () => {
    expect(nameProblems({ apiVersion: 'v1', kind: 'ConfigMap', metadata: {}, spec })).toEqual([]);
  });
});
