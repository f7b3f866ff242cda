import type { Case } from '../run-case.ts';
import { BOM, EXPORT, exportOf, HTML, MANIFESTS, PIPELINE, RUN, TASK, utf16, windowsLines } from './sources.ts';

const payload = (title: string, content: string | Uint8Array): Case => ({
  title: `payload: ${title}`,
  args: ['run', '--payload', 'FOLDER/main'],
  files: { main: content },
});

const configMap = (more: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n${more}`;
const withMore = (...more: readonly string[]) => [MANIFESTS, ...more].join('---\n');
const resource = (object: unknown) => JSON.stringify(object);
const run = {
  apiVersion: 'tekton.dev/v1beta1',
  kind: 'PipelineRun',
  metadata: { name: 'r' },
  spec: { pipelineRef: { name: 'p' } },
};
const pipeline = (spec: unknown) => ({
  apiVersion: 'tekton.dev/v1beta1',
  kind: 'Pipeline',
  metadata: { name: 'p' },
  spec,
});

export const payloadCases: readonly Case[] = [
  payload('an export as it should be', EXPORT),
  payload('manifests as they should be', MANIFESTS),
  payload('with a byte order mark', BOM + MANIFESTS),
  payload('with lines as on Windows', windowsLines(MANIFESTS)),
  payload(
    'yes, on and 1_000, which are text in YAML 1.2',
    withMore(configMap('data: {a: yes, b: on, c: 1_000, d: "0644"}\n')),
  ),
  payload('empty documents between the others', `---\n---\n# nothing\n---\n${MANIFESTS}---\nnull\n`),
  payload('in UTF-16', utf16(EXPORT)),
  payload('in Latin-1', Buffer.from(EXPORT, 'latin1')),
  payload('empty', ''),
  payload('nothing but empty documents', '---\nnull\n---\n# nothing\n---\n~\n'),
  payload('text', 'hello\n'),
  payload('a web page', HTML),
  payload('a JSON array', '[]'),
  payload('an export that was cut off', EXPORT.slice(0, 1_000)),
  payload('an export with a resource that is no JSON', exportOf('{oops', resource(run), '')),
  payload('an export with resources that are no objects', exportOf('null', null, 7, '[]', resource(run))),
  payload('an export without resources', exportOf()),
  payload('an export whose resources are no array', '{"spec": {"payload": {"resources": {}}}}'),
  payload(
    'an export with a key twice in a resource',
    exportOf('{"apiVersion":"v1","kind":"Secret","kind":"ConfigMap","metadata":{}}'),
  ),
  payload('no PipelineRun', [PIPELINE, TASK].join('---\n')),
  payload('two PipelineRuns', withMore(RUN)),
  payload('a Deployment', withMore('apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: d\n')),
  payload(
    'a Role and a binding',
    withMore(
      'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: r\n',
      'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata:\n  name: b\n',
    ),
  ),
  payload(
    'a Task of an old version',
    withMore('apiVersion: tekton.dev/v1alpha1\nkind: Task\nmetadata:\n  name: old\nspec: {}\n'),
  ),
  payload('an object twice', withMore(TASK)),
  payload(
    'objects without kind, version, metadata or name',
    withMore(
      'apiVersion: v1\n',
      'kind: Task\n',
      'apiVersion: v1\nkind: Secret\n',
      'apiVersion: v1\nkind: Secret\nmetadata: {}\n',
    ),
  ),
  payload('no Pipeline of that name', [RUN, PIPELINE.replace('name: main', 'name: mian'), TASK].join('---\n')),
  payload('no Task of that name', [RUN, PIPELINE, TASK.replace('name: work', 'name: wrok')].join('---\n')),
  payload('a ClusterTask', MANIFESTS.replace('taskRef:\n', 'taskRef:\n        kind: ClusterTask\n')),
  payload(
    'a PipelineRun without a pipeline',
    'apiVersion: tekton.dev/v1\nkind: PipelineRun\nmetadata: {name: run}\nspec: {}\n',
  ),
  payload('a spec that is null', MANIFESTS.replace('spec:\n  pipelineRef:\n    name: main\n', 'spec: ~\n')),
  payload(
    'PipelineResources and Conditions',
    exportOf(
      resource(run),
      resource(pipeline({ resources: [{}], tasks: [{ name: 'a', conditions: [{}], taskRef: { name: 't' } }] })),
    ),
  ),
  payload(
    'numbers and booleans where text must be',
    withMore(
      configMap('data:\n  port: 8080\n  mode: 0644\n  debug: true\n'),
      TASK.replace('name: work', 'name: other').replace(
        'image: i',
        'image: i\n      env:\n        - name: A\n          value: 1.5',
      ),
    ),
  ),
  payload(
    'a label, an annotation and a name that are no text',
    withMore(configMap('').replace('name: settings', 'name: 12\n  labels: {a: 1}\n  annotations: {b: false}')),
  ),
  payload(
    'params with values that are no text',
    MANIFESTS.replace(
      '    name: main\n',
      '    name: main\n  params:\n    - {name: a, value: 5}\n    - {name: b, value: [x, 7]}\n    - {name: c, value: {d: ~, e: true}}\n    - {name: f}\n',
    ),
  ),
  payload(
    'a Secret with a number',
    withMore('apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\nstringData:\n  pin: 4711\n'),
  ),
  payload(
    'lists that are none',
    MANIFESTS.replace('  steps:\n    - name: s\n      image: i\n', '  steps: {}\n').replace(
      / {2}tasks:[^]*?name: work\n---/,
      '  tasks: none\n---',
    ),
  ),
  payload(
    'names that are too long',
    withMore(
      TASK.replace('name: work', `name: ${'long-'.repeat(13)}x`),
      configMap('').replace('settings', 'x'.repeat(254)),
    ),
  ),
  payload(
    'names that Kubernetes does not take',
    withMore(TASK.replace('name: work', 'name: Work_1'), configMap('').replace('settings', '../../etc')),
  ),
  payload('a task name that Tekton does not take', MANIFESTS.replace('- name: work', '- name: Do.Work')),
  payload(
    'labels that Kubernetes does not take',
    withMore(
      configMap('').replace(
        'settings',
        `settings\n  labels:\n    "a b": c\n    d: e f\n    g: ${'h'.repeat(64)}\n    i/j/k: l`,
      ),
    ),
  ),
  payload('a key twice', MANIFESTS.replace('spec:\n  steps', 'spec:\n  steps: []\nspec:\n  steps')),
  payload('a tab as indentation', MANIFESTS.replace('  tasks:', '\ttasks:')),
  payload('wrong indentation', MANIFESTS.replace('  name: work\nspec', ' name: work\n  labels: {}\nspec')),
  payload('a quote that does not end', MANIFESTS.replace('image: i', 'image: "i')),
  payload('a template that was not filled in', MANIFESTS.replace('image: i', 'image: {{ .Values.image }}')),
  payload('an alias without an anchor', MANIFESTS.replace('image: i', 'image: *image')),
  payload('an anchor that holds itself', withMore(configMap('data: &d\n  a: *d\n'))),
  payload(
    'conflict marks of git',
    MANIFESTS.replace('kind: Task\n', '<<<<<<< HEAD\nkind: Task\n=======\nkind: Tusk\n>>>>>>> other\n'),
  ),
  {
    title: 'payload: together with an entry document',
    args: ['run', 'FOLDER/entry.json', '--payload', 'FOLDER/main'],
    files: { main: EXPORT, 'entry.json': '{}' },
  },
  { title: 'payload: not there', args: ['run', '--payload', 'FOLDER/mian'], files: { main: EXPORT } },
  {
    title: 'payload: outside of the payload folder',
    args: ['run', '--payloads', 'FOLDER/payloads', '--payload', '../main'],
    files: { main: EXPORT, 'payloads/other.json': '{}' },
  },
  {
    title: 'payload: a folder and nothing that says what to run',
    args: ['run', '--entry=', '--payload=', '--payloads', 'FOLDER'],
    files: { main: EXPORT, 'other.json': '{}' },
  },
];
