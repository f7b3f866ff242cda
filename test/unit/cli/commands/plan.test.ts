import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { subpipe } from '../../../../src/cli/subpipe.ts';
import type { KubeObject } from '../../../../src/core/k8s/object.ts';
import { SubpipeError } from '../../../../src/errors.ts';
import { aTerminal } from '../../../support/a-terminal.ts';
import { aPayload } from '../../../support/builders.ts';
import { FakeApiServer } from '../../../support/fake-api-server/fake-api-server.ts';
import { type Ended, runProgramFile } from '../../../support/run-program-file.ts';

const SAMPLE = new URL('../../../../sample/payloads/entry.json', import.meta.url).pathname;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'plan-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function put(name: string, content: unknown): Promise<string> {
  await writeFile(path.join(folder, name), JSON.stringify(content));
  return path.join(folder, name);
}

async function putPayload(name: string, ...args: Parameters<typeof aPayload>): Promise<void> {
  const { run, objects } = aPayload(...args);
  await put(name, { kind: 'List', items: [run, ...objects] });
}

function program(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return runProgramFile('src/main.ts', args, { env });
}

/** In this process, without a log. */
async function quiet(args: readonly string[]): Promise<{ readonly code: number; readonly stdout: string }> {
  let stdout = '';
  const print = (text: string) => void (stdout += `${text}\n`);
  const terminal = aTerminal({ print });
  const code = await subpipe([...args, '--log-level', 'silent'], terminal);
  return { code, stdout };
}

const writes = (value: string) => ({
  results: [{ name: 'localpipeline-run-x' }],
  steps: [{ name: 's', image: 'i', script: `echo ${value} > "$(results.localpipeline-run-x.path)"` }],
});

describe('validate', () => {
  test('of the sample finds nothing and lists what it wants of a cluster', async () => {
    const { code, stdout, lines } = await program(['validate', SAMPLE]);
    expect(code).toBe(0);
    expect(lines).toEqual([]);
    expect(stdout).toBe(`pipelines
  main            fine
  e2e-tests.json  fine
  deployer.json   fine
wants of the cluster
  images            subpipe/sample-tools:0.1.0
                    subpipe/wait-for-pipeline:0.1.0
  storage classes   (the cluster's default)
`);
  });

  test('tells what is wrong in every file at once: 2', async () => {
    await putPayload('main.json', 'main', {
      tasks: { a: writes('gone'), b: { params: [{ name: 'p' }], steps: [{ image: 'i' }] } },
    });
    await putPayload('child.json', 'child', {
      spec: { tasks: [{ name: 't', taskRef: { name: 'work' }, runAfter: ['u'] }] },
    });
    await put('broken.json', { kind: 'List', items: [] });
    const mappings = ['main', 'child', 'broken'].map((name) => ({ pipeline: name, file: `${name}.json` }));
    const entry = await put('entry.json', {
      pipeline: 'main',
      mappings,
      params: [{ task: 'none', name: 'x', value: 'y' }],
      extra: 1,
    });
    const { code, stdout, lines } = await program(['validate', entry, '-o', 'json']);
    expect(code).toBe(2);
    expect(lines.map(({ level, code: kind, msg }) => `${level ?? ''} ${kind ?? ''} ${msg}`)).toEqual([
      expect.stringMatching(/^warn input-warning .*entry\.json:1:\d+: key "extra" is not known/),
      'warn input-warning main.json:1:109: PipelineRun run: override of none.x hits nothing: no such task; tasks: a, b',
      expect.stringContaining(
        'error input-problem main.json:1:270: Pipeline main, task b: param p of its Task has no default',
      ),
      expect.stringContaining(
        'error input-problem main.json:1:234: Pipeline main, task a: signal x launches "gone", which would be rejected',
      ),
      'error input-problem child.json:1:285: Pipeline child, task t: runAfter names task u, which is not in the pipeline; its tasks: t',
      'error input-problem broken.json: holds no PipelineRun, needs exactly one',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      problems: [{ pipeline: 'main' }, { pipeline: 'main' }, { pipeline: 'child' }, { pipeline: 'broken' }],
      warnings: [{ pipeline: 'main' }, { pipeline: 'main' }],
      pipelines: [
        {
          pipeline: 'main',
          main: true,
          reachable: true,
          calls: [{ task: 'a', signal: 'x', pipelines: ['gone'], open: false }],
        },
        { pipeline: 'child', main: false, reachable: false },
        { pipeline: 'broken', file: null },
      ],
    });
  });

  test('counts warnings as problems when it is strict', async () => {
    await putPayload('near.json', 'near', {
      tasks: { a: { results: [{ name: 'localpipeline-run' }], steps: [{ image: 'i' }] } },
    });
    expect((await quiet(['validate', '--payload', path.join(folder, 'near.json')])).code).toBe(0);
    expect((await quiet(['validate', '--payload', path.join(folder, 'near.json'), '--strict'])).code).toBe(2);
  });

  test('looks at files that tasks name, and at what those name', async () => {
    await putPayload('one.json', 'one', { tasks: { a: writes('two.json') } });
    await putPayload('two.json', 'two', { tasks: { b: writes('one.json') } });
    const { code, stdout } = await quiet(['validate', '--payload', path.join(folder, 'one.json'), '-o', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      pipelines: [{ pipeline: 'one.json' }, { pipeline: 'two.json', reachable: true }],
    });
  });
});

describe('plan', () => {
  const objectsIn = (yaml: string) => parseAllDocuments(yaml).map((document) => document.toJS() as KubeObject);

  test('prints exactly what a run creates', async () => {
    const server = new FakeApiServer();
    server.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } });
    await server.start();
    await server.kubeconfig(path.join(folder, 'kubeconfig'));
    await putPayload('solo.json', 'solo', {
      objects: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } }],
    });
    const entry = await put('solo-entry.json', { pipeline: 'solo.json', target: { serviceAccount: 'mine' } });
    const args = [
      entry,
      '--run-id',
      'r1',
      '--timeout',
      '20m',
      '--node-selector',
      'pool=ci',
      '--node-selector=disk=ssd',
    ];

    const planned = objectsIn((await quiet(['plan', ...args, '-o', 'yaml'])).stdout);
    const running = await runProgramFile('src/main.ts', ['run', ...args], {
      env: { KUBECONFIG: path.join(folder, 'kubeconfig') },
      onLine: (line, child) => line.code === 'run-launched' && child.kill('SIGKILL'),
    });

    expect(running.lines.map(({ code }) => code)).toContain('run-launched');
    const created = planned.map(({ kind, metadata: { namespace, name = '' } }) =>
      server.object({ kind, name, ...(namespace === undefined ? {} : { namespace }) }),
    );
    await server.stop();
    // What the server adds, what only it knows (the owner's uid), and what is written once the run is there.
    const added = new Set(['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'ownerReferences', 'status']);
    const plain = (object: unknown) =>
      JSON.parse(
        JSON.stringify(object, (key, value: unknown) =>
          added.has(key) || key === 'kubernetes.io/metadata.name' || key === 'subpipe.dev/launched' ? undefined : value,
        ),
      ) as unknown;
    const kept = created.map(plain).map((object, index) => (index === 0 ? withoutAnnotations(object) : object));
    expect(kept).toEqual(planned.map((object) => withTimeout(plain(object))));
    expect(
      server.requests
        .filter(({ method }) => method === 'POST')
        .map(({ path: at }) => at)
        .filter((at) => !at.includes('access')),
    ).toHaveLength(planned.length);
  });

  /** The time that is left is measured; a second may have passed. */
  function withTimeout(object: unknown): unknown {
    const { kind } = object as KubeObject;
    return kind === 'PipelineRun'
      ? {
          ...(object as object),
          spec: {
            ...(object as { spec: object }).spec,
            timeouts: { pipeline: expect.stringMatching(/^(20m0s|19m5\ds)$/) },
          },
        }
      : object;
  }

  function withoutAnnotations(object: unknown): unknown {
    const { metadata, ...rest } = object as KubeObject;
    const { annotations: _launched, ...kept } = metadata;
    return { ...rest, metadata: kept };
  }

  test('masks Secrets unless it is asked for them, in every format', async () => {
    const value = Buffer.from('hunter2-secret').toString('base64');
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': `{"data":{"k":"${value}"}}` };
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's', annotations },
      data: { k: value },
      stringData: { l: 'hunter2-secret' },
    };
    await putPayload('secret.json', 'secret', { objects: [secret] });
    for (const format of ['text', 'yaml', 'json', 'mermaid', 'dot']) {
      const { stdout } = await quiet(['plan', '--payload', path.join(folder, 'secret.json'), '-o', format]);
      expect(stdout).not.toMatch(/hunter2|aHVudGVy/);
    }
    const shown = await quiet(['plan', '--payload', path.join(folder, 'secret.json'), '-o', 'yaml', '--show-secrets']);
    expect(shown.stdout).toContain(value);
  });

  test('as JSON is one List, as YAML one document for each object, in the order of creation', async () => {
    const [json, yaml] = await Promise.all(
      ['json', 'yaml'].map((format) => quiet(['plan', SAMPLE, '--run-id', 'r', '-o', format])),
    );
    const list = JSON.parse(json?.stdout ?? '') as { kind: string; items: KubeObject[] };
    expect(list.kind).toBe('List');
    expect(objectsIn(yaml?.stdout ?? '')).toEqual(list.items);
    expect(list.items.map(({ kind }) => kind).join(' ')).toMatch(
      /^Namespace .*PipelineRun Namespace .*PipelineRun Namespace .*PipelineRun$/,
    );
  });

  test('shows what was fitted, and what is out of reach', async () => {
    await putPayload('target.json', 'fit', {
      tasks: {
        a: {
          steps: [
            { name: 's', image: 'alpine' },
            { name: 't', image: '$(params.i)' },
          ],
          params: [{ name: 'i', default: 'x' }],
        },
      },
    });
    const { stdout, lines } = await program([
      'plan',
      '--payload',
      path.join(folder, 'target.json'),
      '--image-mirror',
      'docker.io=reg.corp/hub',
    ]);
    expect(stdout).toContain('fitted            image alpine -> reg.corp/hub/library/alpine');
    expect(lines[0]?.msg).toContain('image $(params.i) is known only at run time');
  });
});

describe('plan --server', () => {
  let server: FakeApiServer;
  const env = () => ({ KUBECONFIG: path.join(folder, 'kubeconfig') });
  beforeAll(async () => {
    server = new FakeApiServer();
    server.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } });
    const annotations = { 'storageclass.kubernetes.io/is-default-class': 'true' };
    server.put({ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'standard', annotations } });
    // In the way of an object of the plan.
    server.put({ apiVersion: 'tekton.dev/v1', kind: 'Task', metadata: { name: 'build-task', namespace: 'default' } });
    await server.start();
    await server.kubeconfig(path.join(folder, 'kubeconfig'));
  });
  afterAll(() => server.stop());

  test('has every object judged and creates none', async () => {
    const { code, lines } = await program(['plan', SAMPLE, '--server'], env());
    expect(lines.map(({ code: kind }) => kind)).toEqual(['server-accepted']);
    expect(code).toBe(0);
    expect(server.objects('Namespace')).toHaveLength(1);
    expect(server.objects('PipelineRun')).toEqual([]);
  });

  test('tells storage classes that are not there', async () => {
    const { code, lines } = await program(['plan', SAMPLE, '--server', '--storage-class', 'fast'], env());
    expect(code).toBe(2);
    expect(lines[0]?.msg).toBe(
      'storage class fast does not exist; choose one with --storage-class; there are: standard',
    );
  });

  test('tells each refusal with the reason of the server, and each right that is lacking', async () => {
    server.policy = ({ verb, resource }) =>
      !(verb === 'create' && resource === 'secrets') && !(verb === 'list' && resource === 'storageclasses');
    const { code, lines } = await program(['plan', SAMPLE, '--server'], env());
    server.policy = () => true;
    expect(code).toBe(2);
    const told = lines.map(({ code: kind, msg }) => `${kind ?? ''}: ${msg}`);
    expect(told).toEqual([
      expect.stringContaining('not-checked: storage classes could not be looked at (the default class)'),
      ...['main', 'e2e-tests.json', 'deployer.json'].map((name) =>
        expect.stringContaining(`server-refused: ${name}: Secret secure-properties: not allowed to create secrets`),
      ),
      'not-allowed: cannot create secrets in the whole cluster',
      'server-refused: the server takes 32 objects and refuses the rest',
    ]);
  });
});

describe('a run', () => {
  test('does not begin with what Tekton would refuse, in main or in what it may call', async () => {
    await putPayload('caller.json', 'caller', { tasks: { a: writes('callee.json') } });
    await putPayload('callee.json', 'callee', {
      spec: { tasks: [{ name: 't', taskRef: { name: 'work' }, runAfter: ['u'] }] },
    });
    const entry = await put('caller-entry.json', { pipeline: 'caller.json' });
    const terminal = aTerminal();
    const error: unknown = await subpipe(['run', entry], terminal).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SubpipeError);
    expect(error).toMatchObject({
      code: 'bad-input',
      problems: [expect.stringContaining('Pipeline callee, task t: runAfter names task u')],
    });
  });
});

test('flags that contradict themselves or the entry document are bad usage', async () => {
  const entry = await put('limits.json', { pipeline: 'x', target: { timeouts: { tasks: '1h' } } });
  const terminal = aTerminal();
  const told = async (...args: readonly string[]) => {
    const error: unknown = await subpipe(['plan', entry, ...args], terminal).catch((thrown: unknown) => thrown);
    return error instanceof SubpipeError ? `${error.code}: ${error.message}` : String(error);
  };
  expect(await told('--pipeline-timeout', '30m')).toContain('bad-usage: target.timeouts tasks and finally together');
  expect(await told('--image-mirror', 'docker.io')).toContain('bad-usage: --image-mirror "docker.io" has no "="');
  expect(await told('--toleration', ':NoExecute')).toContain(
    'bad-usage: --toleration ":NoExecute" is not KEY[=VALUE][:EFFECT]',
  );
  expect(await told('--storage-size', 'much')).toContain('bad-usage: target.storageSize "much" is not a size');
});

test('every payload folder of this repository is valid', async () => {
  const fixtures = new URL('../../../fixtures/e2e/', import.meta.url).pathname;
  const names = (await readdir(fixtures)).filter((name) => name.endsWith('.yaml'));
  expect(names.length).toBeGreaterThan(5);
  for (const name of names) {
    const { code, stdout } = await quiet(['validate', '--payload', path.join(fixtures, name), '-o', 'json']);
    expect({ name, code, ...(JSON.parse(stdout) as object) }).toMatchObject({ name, code: 0, problems: [] });
  }
});
