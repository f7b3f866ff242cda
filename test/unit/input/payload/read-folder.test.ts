import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ListenerChoice } from '../../../../src/core/trigger/resolve-listener.ts';
import { folderCatalog } from '../../../../src/input/catalog/catalog.ts';
import type { FileMapping } from '../../../../src/core/entry.ts';
import { titleOf } from '../../../../src/core/k8s/object.ts';
import { inObject } from '../../../../src/core/payload/location.ts';
import { MAX_FILES, readFolderPayload } from '../../../../src/input/payload/read-folder.ts';

const FILES: Readonly<Record<string, string>> = {
  'listener.yaml': `
apiVersion: tekton.dev/v1beta1
kind: EventListener
metadata: {name: listener}
spec:
  triggers: [{binding: {name: binding}, template: {name: template}}]
---
apiVersion: tekton.dev/v1beta1
kind: TriggerBinding
metadata: {name: binding}
spec:
  params: [{name: greeting, value: hello}]
---
apiVersion: tekton.dev/v1beta1
kind: TriggerTemplate
metadata: {name: template}
spec:
  params: [{name: greeting}]
  resourcetemplates:
    - apiVersion: v1
      kind: PersistentVolumeClaim
      metadata: {name: claim-$(uid)}
      spec: {}
    - apiVersion: tekton.dev/v1beta1
      kind: PipelineRun
      metadata: {name: run-$(uid)}
      spec:
        pipelineRef: {name: main}
        params: [{name: greeting, value: $(params.greeting)}]
        workspaces: [{name: w, persistentVolumeClaim: {claimName: claim-$(uid)}}]
`,
  'pipeline.yml': `
apiVersion: tekton.dev/v1beta1
kind: Pipeline
metadata: {name: main}
spec:
  params: [{name: greeting}]
  workspaces: [{name: w}]
  tasks: [{name: say, taskRef: {name: say}}]
`,
  'tasks.yaml': `
apiVersion: tekton.dev/v1beta1
kind: Task
metadata: {name: say}
spec:
  steps: [{name: say, image: i}]
`,
  'README.md': 'not [YAML',
};

let top: string;
let folder: string;

beforeEach(async () => {
  top = await mkdtemp(path.join(tmpdir(), 'read-folder-'));
  folder = path.join(top, '.tekton');
  await mkdir(folder);
  for (const [name, text] of Object.entries(FILES)) await put(name, text);
});
afterEach(() => rm(top, { recursive: true }));

const put = (name: string, text: string) => writeFile(path.join(folder, name), text.trimStart());
const read = (choice: ListenerChoice = {}) => readFolderPayload(folder, '.tekton', choice);
const problemsOf = async (choice: ListenerChoice = {}) => {
  const result = await read(choice);
  return result.ok ? [] : result.problems;
};

test('the files of a folder make one payload, as v1', async () => {
  const result = await read();
  expect(result).toMatchObject({
    ok: true,
    payload: {
      file: '.tekton',
      run: {
        apiVersion: 'tekton.dev/v1',
        metadata: { name: expect.stringMatching(/^run-[a-z2-7]{5}$/) },
        spec: { params: [{ name: 'greeting', value: 'hello' }] },
      },
      objects: [{ kind: 'PersistentVolumeClaim' }, { kind: 'Pipeline' }, { kind: 'Task' }],
    },
  });
});

test('it is the same payload when it is read again: a restart makes the same objects', async () => {
  const [one, other] = [await read(), await read()];
  expect(one.ok && other.ok && one.payload).toEqual(other.ok && other.payload);
});

test('another choice makes objects of other names', async () => {
  const [one, other] = [await read(), await read({ params: [{ name: 'greeting', value: 'x' }] })];
  expect(one.ok && other.ok && one.payload.run.metadata.name === other.payload.run.metadata.name).toBe(false);
});

test('without a listener the files are plain manifests', async () => {
  await put(
    'listener.yaml',
    'apiVersion: tekton.dev/v1\nkind: PipelineRun\nmetadata: {name: r}\nspec: {pipelineRef: {name: main}}',
  );
  expect(await read()).toMatchObject({ ok: true, payload: { run: { metadata: { name: 'r' } } } });
  expect(await problemsOf({ listener: 'x' })).toEqual([
    '.tekton: holds no EventListener; "listener", "trigger" and "params" choose from one',
  ]);
});

describe('every problem is told, at its place in the right file', () => {
  test.each<[string, string, string, string]>([
    ['a syntax error', 'pipeline.yml', 'a: [', '.tekton/pipeline.yml:1:5: '],
    [
      'no Kubernetes object',
      'pipeline.yml',
      'hello',
      '.tekton/pipeline.yml:1:1: must be a Kubernetes object, not a string',
    ],
    ['no kind', 'pipeline.yml', 'x: y\n---\napiVersion: v1', '.tekton/pipeline.yml:3:1: has no kind'],
    [
      'a value of the wrong type',
      'pipeline.yml',
      FILES['pipeline.yml']?.replace('say, taskRef', '5, taskRef') ?? '',
      '.tekton/pipeline.yml:7:18: Pipeline main: spec.tasks[0].name must be a string, not 5: quote this value',
    ],
    [
      'a value of the wrong type in the template',
      'listener.yaml',
      FILES['listener.yaml']?.replace('$(params.greeting)}', '5}') ?? '',
      '.tekton/listener.yaml:28:42: PipelineRun run-',
    ],
    [
      'a kind that no payload holds',
      'more.yaml',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: p}',
      '.tekton/more.yaml:1:1: Pod p (v1) cannot be part of a payload',
    ],
    [
      'an object that is there twice',
      'more.yaml',
      FILES['tasks.yaml'] ?? '',
      '.tekton/tasks.yaml:1:1: Task say is there already, at .tekton/more.yaml:1:1',
    ],
    [
      'a Task that is not there',
      'tasks.yaml',
      '# none',
      '.tekton/pipeline.yml:1:1: task say refers to Task say, which is not in the payload; it holds: none',
    ],
  ])('%s', async (_title, name, text, problem) => {
    await put(name, text);
    expect(await problemsOf()).toContainEqual(expect.stringContaining(problem));
  });

  test('all files at once', async () => {
    await put('pipeline.yml', 'a: [');
    await put('tasks.yaml', 'b: [');
    expect(await problemsOf()).toEqual([
      expect.stringContaining('.tekton/pipeline.yml:'),
      expect.stringContaining('.tekton/tasks.yaml:'),
    ]);
  });
});

test('with a listener, fields have their places in the files, those of its template too', async () => {
  const result = await read();
  if (!result.ok) throw new Error(result.problems.join('\n'));
  expect(result.placeOf?.(inObject('Pipeline main', 'tasks', 0))).toBe('.tekton/pipeline.yml:7:11');
  expect(result.placeOf?.(inObject(titleOf(result.payload.run), 'params', 0, 'name'))).toBe(
    '.tekton/listener.yaml:28:25',
  );
});

describe('the properties that the hosted service adds', () => {
  const needs = (key: string, name: string, more = '') => `
apiVersion: tekton.dev/v1beta1
kind: Task
metadata: {name: say}
spec:
  steps: [{name: say, image: i, env: [{name: E, valueFrom: {${key}: {name: ${name}, key: k${more}}}}]}]
`;

  test.each([
    ['configMapKeyRef', 'ConfigMap environment-properties', 'environment-properties'],
    ['secretKeyRef', 'Secret secure-properties', 'secure-properties'],
  ])('are a problem where a Task needs them and they are not there: %s', async (key, title, name) => {
    await put('tasks.yaml', needs(key, name));
    expect(await problemsOf()).toEqual([
      `.tekton: ${title}, which Task say needs, is not in the folder: ` +
        'the hosted service makes it of the properties of the pipeline; put a YAML file with it into the folder',
    ]);
  });

  test('are none where they are optional, or there', async () => {
    await put('tasks.yaml', needs('secretKeyRef', 'secure-properties', ', optional: true'));
    expect(await problemsOf()).toEqual([]);
    await put('tasks.yaml', needs('secretKeyRef', 'secure-properties'));
    await put('properties.yaml', 'apiVersion: v1\nkind: Secret\nmetadata: {name: secure-properties}');
    expect(await problemsOf()).toEqual([]);
  });

  test('are none where only a Task needs them that the pipeline does not use', async () => {
    await put('unused.yaml', needs('secretKeyRef', 'secure-properties').replace('{name: say}', '{name: unused}'));
    expect(await problemsOf()).toEqual([]);
  });

  test('others may come from elsewhere: the checks say so, at the line, and reading the folder does not', async () => {
    await put('tasks.yaml', needs('secretKeyRef', 'other'));
    expect(await problemsOf()).toEqual([]);
    expect(await read()).not.toHaveProperty('notices');
  });
});

describe('a folder is read within limits', () => {
  test('a symlink that leads out of it is refused', async () => {
    await writeFile(path.join(top, 'secret.yaml'), FILES['tasks.yaml'] ?? '');
    await symlink('../secret.yaml', path.join(folder, 'link.yaml'));
    expect(await problemsOf()).toEqual([
      `link.yaml: is outside the payload folder ${folder}; only files within it may be named`,
    ]);
  });

  test('a symlink inside of it is a file, as in a ConfigMap volume', async () => {
    await rm(path.join(folder, 'tasks.yaml'));
    await mkdir(path.join(folder, '..data'));
    await writeFile(path.join(folder, '..data', 'tasks.yaml'), FILES['tasks.yaml'] ?? '');
    await symlink('..data/tasks.yaml', path.join(folder, 'tasks.yaml'));
    expect(await read()).toMatchObject({ ok: true });
  });

  test('too many files are refused', async () => {
    await Promise.all(Array.from({ length: MAX_FILES }, (_item, index) => put(`f${index}.yaml`, '')));
    expect(await problemsOf()).toEqual([`.tekton: holds ${MAX_FILES + 3} YAML files, the limit is ${MAX_FILES}`]);
  });

  test('a folder without YAML is told', async () => {
    await mkdir(path.join(top, 'empty'));
    expect(await readFolderPayload(path.join(top, 'empty'), 'empty', {})).toEqual({
      ok: false,
      problems: ['empty: holds no files named *.yaml or *.yml'],
    });
  });
});

describe('in a catalog', () => {
  const found = (mapping: Omit<FileMapping, 'pipeline'>) =>
    folderCatalog(top, [{ pipeline: 'main', ...mapping }]).find('main');

  test('a mapping names the folder, and may choose and set', async () => {
    const params = [{ name: 'greeting', value: 'grüezi' }];
    expect(await found({ file: '.tekton', listener: 'listener', trigger: 'template', params })).toMatchObject({
      payload: { run: { spec: { params: [{ value: 'grüezi' }] } } },
    });
  });

  test('a param of a listener that is no text is a problem', async () => {
    expect(await found({ file: '.tekton', params: [{ name: 'greeting', value: ['a'] }] })).toEqual({
      ok: false,
      problems: ['mapping "main": params of a listener are strings: greeting'],
    });
  });

  test('a name without a mapping may be a folder', async () => {
    expect(await folderCatalog(top, []).find('.tekton')).toMatchObject({ ok: true });
  });

  test('a folder outside of the payload folder is refused', async () => {
    expect(await folderCatalog(folder, []).find('../.tekton')).toMatchObject({ ok: false });
    await mkdir(path.join(top, 'payloads'));
    await symlink('../.tekton', path.join(top, 'payloads', 'link'));
    expect(await folderCatalog(path.join(top, 'payloads'), []).find('link')).toMatchObject({
      problems: [expect.stringContaining('is outside the payload folder')],
    });
  });

  test('a choice for a file, which has no listener, is a problem', async () => {
    await writeFile(path.join(top, 'a.json'), '{}');
    expect(await found({ file: 'a.json', listener: 'x', params: [] })).toEqual({
      ok: false,
      problems: [
        'mapping "main": "listener", "params" choose from the EventListeners of a folder, and a.json is a file',
      ],
    });
  });
});
