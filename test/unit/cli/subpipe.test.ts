import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { aTerminal } from '../../support/a-terminal.ts';
import { type Ended, type LogLine, runProgramFile } from '../../support/run-program-file.ts';
import { FakeApiServer } from '../../support/fake-api-server/fake-api-server.ts';
import { subpipe } from '../../../src/cli/subpipe.ts';
import { SubpipeError } from '../../../src/errors.ts';
import { aPayload } from '../../support/builders.ts';
import { ScriptedTekton } from '../../support/scripted-tekton.ts';

let folder: string;
let server: FakeApiServer;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cli-'));
  const { run, objects } = aPayload('main');
  await put('main.json', { kind: 'List', items: [run, ...objects] });
  await put('no-run.json', { kind: 'List', items: objects });
  await put('two-runs.json', { kind: 'List', items: [run, run, ...objects] });
  await put('good.json', entry({}));
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  server = new FakeApiServer();
  server.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } });
  await server.start();
  await server.kubeconfig(path.join(folder, 'kubeconfig'));
});
afterEach(async () => {
  await server.stop();
});

async function put(name: string, content: unknown): Promise<void> {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  await writeFile(path.join(folder, name), text);
}

function entry(more: object): object {
  return { pipeline: 'main', mappings: [{ pipeline: 'main', file: 'main.json' }], ...more };
}

/** In a process of its own. */
function subpipeProcess(
  args: readonly string[],
  onLine?: (line: LogLine, child: ChildProcess) => void,
): Promise<Ended> {
  const env = { KUBECONFIG: inFolder('kubeconfig') };
  return runProgramFile('src/main.ts', args, { env, ...(onLine === undefined ? {} : { onLine }) });
}

/** The error that the program ends with. */
async function refusal(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<SubpipeError> {
  const printed: string[] = [];
  const terminal = aTerminal({
    env: { KUBECONFIG: inFolder('kubeconfig'), ...env },
    print: (text) => void printed.push(text),
  });
  const error: unknown = await subpipe(args, terminal).then(
    (code) => code,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof SubpipeError)) throw new Error('ended otherwise than by a SubpipeError', { cause: error });
  expect(printed).toEqual([]);
  return error;
}

const inFolder = (name: string) => path.join(folder, name);

describe('bad usage and bad input say what is wrong, and create nothing', () => {
  const mapped = (file: string) => entry({ mappings: [{ pipeline: 'main', file }] });
  const cases: readonly [string, unknown, string][] = [
    ['not JSON', '{"pipeline": ', 'not JSON: ends too early'],
    ['without a pipeline', { mappings: [] }, 'pipeline is missing'],
    ['mapped to a file that is not there', mapped('gone.json'), 'gone.json: no such file'],
    ['mapped to a file outside of the folder', mapped('../../etc/passwd'), 'is outside the payload folder'],
    ['mapped to a payload without a PipelineRun', mapped('no-run.json'), 'holds no PipelineRun, needs exactly one'],
    ['mapped to a payload with two PipelineRuns', mapped('two-runs.json'), 'holds 2 PipelineRuns, needs exactly one'],
    [
      'that maps one name to two files',
      entry({
        mappings: [
          { pipeline: 'main', file: 'main.json' },
          { pipeline: 'main', file: 'other.json' },
        ],
      }),
      'pipeline "main" is mapped to "other.json" and, before that, to "main.json"',
    ],
  ];

  test.each(cases)('an entry document %s', async (_title, content, problem) => {
    await put('bad.json', content);
    const error = await refusal(['run', inFolder('bad.json')]);
    expect(error).toMatchObject({ code: 'bad-input', hint: expect.any(String) });
    expect(error.problems).toEqual([expect.stringContaining(problem)]);
    expect(server.requests).toEqual([]);
  });

  const usages: readonly [string, readonly string[], string][] = [
    ['no command', [], 'no command given'],
    ['no entry document', ['run'], 'no entry document given'],
    ['an unknown flag', ['run', 'x', '--frobnicate'], 'Unknown argument: frobnicate'],
    ['a flag without its value', ['run', 'x', '--timeout'], 'Not enough arguments following: timeout'],
    ['a timeout that is none', ['run', 'x', '--timeout', 'soon'], '--timeout "soon" is not a duration'],
    ['a timeout of nothing', ['run', 'x', '--timeout', '0'], '--timeout "0" is not a duration'],
    ['a run id that no label can hold', ['run', 'x', '--run-id', 'a b'], '--run-id "a b" is not a label value'],
    ['a policy that is none', ['run', 'x', '--cleanup', 'maybe'], 'Invalid values'],
    ['a depth that is no number', ['run', 'x', '--max-depth', 'deep'], '--max-depth NaN is not a whole number'],
    ['a param without a value', ['run', 'x', '--param', 'a'], '--param "a" is not NAME=VALUE'],
    ['a param without a name', ['run', 'x', '--param', '=a'], '--param "=a" is not NAME=VALUE'],
    ['a depth below nothing', ['run', 'x', '--max-depth=-1'], '--max-depth -1 is not a whole number'],
  ];

  test.each(usages)('%s', async (_title, args, message) => {
    const error = await refusal(args);
    expect(error).toMatchObject({ code: 'bad-usage', hint: expect.any(String) });
    expect(error.message).toContain(message);
    expect(server.requests).toEqual([]);
  });

  test('an entry document that is not there', async () => {
    const { problems } = await refusal(['run', inFolder('nothing.json')]);
    expect(problems).toEqual([
      `entry document ${inFolder('nothing.json')}: no such file; the folder holds: ${(await readdir(folder)).toSorted().join(', ')}`,
    ]);
  });

  test('as one line of JSON for each problem, the reason and the hint last', async () => {
    await put('bad.json', { params: 7 });
    const ended = await subpipeProcess(['run', inFolder('bad.json')]);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.lines).toMatchObject([
      { level: 'error', code: 'input-problem', msg: `${inFolder('bad.json')}:1:1: pipeline is missing` },
      { level: 'error', code: 'input-problem', msg: `${inFolder('bad.json')}:1:11: params must be an array` },
      {
        level: 'error',
        code: 'bad-input',
        msg: 'the input has 2 problems; nothing was created',
        hint: expect.any(String),
      },
    ]);
  });
});

describe('a cluster that does not do creates nothing', () => {
  const nothingCreated = () => server.objects('Namespace').length === 1 && server.objects('PipelineRun').length === 0;

  test('where there is none', async () => {
    const error = await refusal(['run', inFolder('good.json')], { KUBECONFIG: '', HOME: folder });
    expect(error).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('found no cluster to talk to'),
    });
  });

  test('where nobody answers, it says so while it tries, and SIGTERM ends it: 143', async () => {
    await server.stop();
    let told = 0;
    const ended = await subpipeProcess(['run', inFolder('good.json')], (line, child) => {
      if (line.code !== 'api-retrying') return;
      // A second signal would end the process the hard way.
      if (told === 0) child.kill('SIGTERM');
      told += 1;
    });
    expect(ended.code).toBe(143);
    await server.start();
  });

  test('where rights are missing: 7, with each of them', async () => {
    server.policy = ({ verb, resource }) => !(verb === 'create' && ['namespaces', 'tasks'].includes(resource));
    const ended = await subpipeProcess(['run', inFolder('good.json')]);
    expect(ended.code).toBe(7);
    expect(ended.lines.map(({ msg }) => msg)).toEqual([
      'cannot create namespaces in the whole cluster',
      'cannot create tasks.tekton.dev in the whole cluster',
      expect.stringContaining('does not have 2 of the needed permissions'),
    ]);
    expect(nothingCreated()).toBe(true);
  });

  test('where a Pipeline that is mapped is not there, and another may not be read', async () => {
    const mapping = (name: string, namespace: string) => ({ pipeline: name, ref: { name, namespace } });
    await put('ref.json', entry({ mappings: [mapping('main', 'default'), mapping('other', 'default')] }));
    const { problems } = await refusal(['run', inFolder('ref.json')]);
    expect(problems).toEqual([
      'Pipeline default/main is not in the cluster',
      'Pipeline default/other is not in the cluster',
    ]);
    server.policy = ({ verb, resource, namespace }) => !(verb === 'get' && resource === 'tasks' && namespace === 'ci');
    await put('ref.json', entry({ mappings: [mapping('main', 'ci'), mapping('other', 'ci')] }));
    expect(await refusal(['run', inFolder('ref.json')])).toMatchObject({
      code: 'not-allowed',
      problems: ['cannot get tasks.tekton.dev in namespace ci'],
      hint: expect.stringContaining('subpipe-pipeline-reader'),
    });
    expect(nothingCreated()).toBe(true);
  });

  test.each([
    ['without Tekton', [], 'no Tekton on the cluster at https://127.0.0.1:'],
    ['with an old Tekton', ['v1beta1'], 'Tekton with tekton.dev v1beta1 only on the cluster at https://127.0.0.1:'],
  ])('%s', async (_title, versions, message) => {
    server.served['tekton.dev'] = versions;
    const error = await refusal(['run', inFolder('good.json')]);
    expect(error).toMatchObject({ code: 'tekton-missing', message: expect.stringContaining(message) });
    expect(nothingCreated()).toBe(true);
  });
});

describe('a run', () => {
  test('that succeeds ends with 0 and tells its tree as JSON on stdout', async () => {
    const tekton = new ScriptedTekton(server, {});
    const ended = await subpipeProcess(['run', inFolder('good.json'), '--run-id', 'r1', '-o', 'json']);
    tekton.stop();
    expect(ended.code).toBe(0);
    const runs = [{ pipeline: 'main', outcome: 'Succeeded' }];
    expect(JSON.parse(ended.stdout)).toMatchObject({ runId: 'r1', outcome: 'Succeeded', runs });
    expect(ended.lines.at(-1)).toMatchObject({ code: 'run-finished', outcome: 'succeeded' });
  });

  test('of Pipelines that live in the cluster copies them, and leaves them alone', async () => {
    const { objects } = aPayload('main');
    for (const object of objects) server.put({ ...object, metadata: { ...object.metadata, namespace: 'default' } });
    await put('ref.json', { pipeline: 'main', mappings: [{ pipeline: 'main', ref: { name: 'main' } }] });
    const tekton = new ScriptedTekton(server, {});
    const ended = await subpipeProcess(['run', inFolder('ref.json'), '--run-id', 'r1', '--cleanup', 'never']);
    tekton.stop();
    expect(ended.code).toBe(0);
    expect(server.objects('Pipeline').map(({ metadata }) => metadata.namespace)).toEqual([
      'default',
      expect.stringMatching(/^subpipe-main-/),
    ]);
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('that gets %s cancels its runs and ends with %d', async (name, code) => {
    const tekton = new ScriptedTekton(server, { main: () => undefined });
    const ended = await subpipeProcess(['run', inFolder('good.json')], (line, child) => {
      if (line.code === 'run-launched') child.kill(name);
    });
    tekton.stop();
    expect(ended.code).toBe(code);
    expect(ended.lines.at(-1)).toMatchObject({ code: 'run-finished', outcome: 'cancelled' });
    expect(tekton.run('main').object.spec.status).toBe('Cancelled');
    expect(server.objects('ClusterRoleBinding')).toEqual([]);
  });
});

test('of a flag that is given twice the last one counts, unless it may be repeated', async () => {
  const error = await refusal(['run', 'x', '--timeout', '1h', '--timeout', 'soon']);
  expect(error.message).toContain('--timeout "soon" is not a duration');
  const params = await refusal(['run', inFolder('good.json'), '--param', 'a=1', '--param', 'b', '--param', 'c=3']);
  expect(params.message).toBe('--param "b" is not NAME=VALUE');
});
