import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { waitForPipeline } from '../../../../src/cli/wait/wait-for-pipeline.ts';
import { childLaunch, mainLaunch } from '../../../../src/core/launch/launch.ts';
import { aTerminal } from '../../../support/a-terminal.ts';
import { aPayload, aPipelineRun, type Reason, uidOf } from '../../../support/builders.ts';
import { FakeApiServer } from '../../../support/fake-api-server/fake-api-server.ts';
import { runProgramFile } from '../../../support/run-program-file.ts';

const main = mainLaunch('r1', 'main');
const source = {
  parentUid: uidOf(main),
  taskRun: 'main-go',
  signal: 'go',
};
const child = childLaunch(main, source, { pipeline: 'deploy.json', overrides: [] });

let folder: string;
let server: FakeApiServer;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'wait-'));
  server = new FakeApiServer();
  for (const name of ['default', main.namespace, child.namespace]) {
    server.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
  await server.start();
  await server.kubeconfig(path.join(folder, 'kubeconfig'));
});
afterEach(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

const inRun = () => ({ KUBECONFIG: path.join(folder, 'kubeconfig'), PIPELINE_SUB_ID: 'r1', BREAK_GLASS: 'true' });

/** The exit code of the program, and what it wrote as results. */
async function wait(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const results = path.join(folder, 'results');
  const terminal = aTerminal({ env: { ...inRun(), ...env } });
  const code = await waitForPipeline([...args, '--results-dir', results, '--log-level', 'silent'], terminal);
  const read = (name: string) => readFile(path.join(results, name), 'utf8').catch(() => undefined);
  return { code, status: await read('status'), message: await read('message'), pipelinerun: await read('pipelinerun') };
}

const childIs = (reason: Reason) => server.put({ ...aPipelineRun(child, { payload: aPayload('deploy'), reason }) });

describe('bad usage is refused', () => {
  test.each<[string, string[], Record<string, string>, string]>([
    ['nothing to wait for', [], {}, 'give one of --pipeline, --signal, --selector and --name'],
    [
      'two things to wait for',
      ['--pipeline', 'a', '--signal', 'b'],
      {},
      'give one of --pipeline, --signal, --selector and --name',
    ],
    [
      'a namespace and all of them',
      ['--name', 'a', '-n', 'b', '-A'],
      {},
      'give one of --namespace and --all-namespaces',
    ],
    ['no run id', ['--pipeline', 'a'], { PIPELINE_SUB_ID: '' }, 'no run id'],
    ['a number that is none', ['--pipeline', 'a', '--expect', 'two'], {}, '--expect NaN is not a whole number'],
    ['a wait for nothing', ['--pipeline', 'a', '--expect', '0'], {}, '--expect 0 is not a whole number'],
    [
      'a timeout that is none',
      ['--pipeline', 'a', '--appear-timeout', '1d'],
      {},
      '--appear-timeout "1d" is not a duration',
    ],
  ])('%s', async (_title, args, env, message) => {
    await expect(wait(args, env)).rejects.toMatchObject({
      code: 'bad-usage',
      message: expect.stringContaining(message),
    });
  });
});

describe('outside of a break-glass run', () => {
  const outside = { BREAK_GLASS: '', KUBECONFIG: '/nonexistent' };

  test('it passes and asks nobody', async () => {
    expect(await wait(['--pipeline', 'deploy'], outside)).toMatchObject({ code: 0, status: 'Outside' });
  });

  test('it fails where that is wanted', async () => {
    await expect(wait(['--pipeline', 'deploy', '--outside=fail'], outside)).rejects.toMatchObject({
      code: 'bad-usage',
      message: 'BREAK_GLASS is not set: this is no emergency run, nothing is waited for',
    });
  });

  test.each(['--always', '--outside=wait'])('it waits with %s', async (flag) => {
    childIs('Failed');
    expect(await wait(['--pipeline', 'deploy', flag], { BREAK_GLASS: '' })).toMatchObject({ code: 1 });
  });
});

describe('selects', () => {
  test.each<[string, string[]]>([
    ['by labels, in all namespaces', ['--selector', `subpipe.dev/signal=go`, '--all-namespaces']],
    ['by labels, in one namespace', ['-l', `subpipe.dev/signal=go`, '-n', child.namespace]],
    ['by name', ['--name', child.name, '--namespace', child.namespace]],
    ['by pipeline, in one namespace', ['--pipeline', 'deploy', '--namespace', child.namespace]],
    ['with flags of a Task that are empty', ['--pipeline=', '--signal=go', '--selector=', '--name=', '--run-id=']],
  ])('%s', async (_title, args) => {
    childIs('Failed');
    expect(await wait(args)).toMatchObject({ code: 1, pipelinerun: child.name });
  });

  test.each<[string, string[]]>([
    ['by labels in the current namespace only', ['--selector', 'subpipe.dev/signal=go']],
    ['by name in the current namespace only', ['--name', child.name]],
    ['by pipeline in the namespace given only', ['--pipeline', 'deploy', '--namespace', 'default']],
  ])('%s', async (_title, args) => {
    childIs('Failed');
    expect(await wait([...args, '--appear-timeout=50ms'])).toMatchObject({ code: 5, status: 'NeverAppeared' });
  });
});

test('an error is a result too', async () => {
  server.policy = () => false;
  await expect(wait(['--pipeline', 'deploy'])).rejects.toMatchObject({ code: 'not-allowed' });
  expect(await readFile(path.join(folder, 'results', 'status'), 'utf8')).toBe('NotAllowed');
});

test('a folder that cannot be written to is told before the wait', async () => {
  await expect(wait(['--pipeline', 'deploy', '--output-dir', '/dev/null/x'])).rejects.toMatchObject({
    code: 'unwritable',
    message: expect.stringContaining('--output-dir /dev/null/x cannot be made'),
    hint: expect.stringContaining('may write'),
  });
});

describe('the exit code says how the child ended', () => {
  test.each<[Reason, number, string]>([
    ['Completed', 0, 'Succeeded'],
    ['Failed', 1, 'Failed'],
    ['Cancelled', 3, 'Cancelled'],
    ['PipelineRunTimeout', 4, 'TimedOut'],
  ])('%s: %d', async (reason, code, status) => {
    childIs(reason);
    expect(await wait(['--signal', 'go'])).toMatchObject({ code, status, pipelinerun: child.name });
  });

  test('a rejected signal: 5, with the words of the rejection', async () => {
    const record = {
      signal: 'go',
      taskRun: 'main-go',
      pipeline: 'deploy',
      outcome: 'rejected',
      message: 'known names: "a"',
    } as const;
    server.put({ ...aPipelineRun(main, { reason: 'Running', records: [record] }) });
    expect(await wait(['--pipeline', 'deploy'])).toMatchObject({
      code: 5,
      status: 'Rejected',
      message: 'known names: "a"',
    });
  });

  test('nothing appeared: 5', async () => {
    expect(await wait(['--pipeline', 'deploy', '--appear-timeout', '50ms'])).toMatchObject({
      code: 5,
      message: '0 of 1 run appeared in 0.05 s: pipeline deploy, run id r1',
    });
  });

  test('not over in time: 124, with what it does', async () => {
    childIs('Running');
    expect(await wait(['--pipeline', 'deploy', '--timeout', '50ms'])).toMatchObject({
      code: 124,
      message: expect.stringContaining(`not over in 0.05 s: ${child.namespace}/${child.name} is Running`),
    });
  });

  test('not allowed: an error with verb and resource', async () => {
    server.policy = () => false;
    await expect(wait(['--pipeline', 'deploy'])).rejects.toMatchObject({
      code: 'not-allowed',
      message: expect.stringContaining('list pipelineruns.tekton.dev'),
    });
  });
});

describe('as a process', () => {
  test('its last line says how the child ended', async () => {
    childIs('Failed');
    const ended = await runProgramFile('src/wait-main.ts', ['--signal', 'go'], { env: inRun() });
    expect(ended.code).toBe(1);
    expect(ended.lines.at(-1)).toMatchObject({ code: 'wait-ended', runs: [`${child.namespace}/${child.name}`] });
  });

  test('SIGTERM ends it with 143', async () => {
    childIs('Running');
    const ended = await runProgramFile('src/wait-main.ts', ['--signal', 'go'], {
      env: inRun(),
      onLine: (line, process) => {
        if (line.code === 'run-progress') process.kill('SIGTERM');
      },
    });
    expect(ended.code).toBe(143);
    expect(ended.lines.at(-1)).toMatchObject({ code: 'interrupted' });
  });
});
