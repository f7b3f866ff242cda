import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { parseKey } from '../../../../src/crypto/key.ts';
import { parsePayload } from '../../../../src/input/payload/parse-payload.ts';
import { subpipe } from '../../../../src/cli/subpipe.ts';
import { aPayload } from '../../../support/builders.ts';
import { FakeApiServer } from '../../../support/fake-api-server/fake-api-server.ts';

let folder: string;
let server: FakeApiServer;
let printed: string[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'export-'));
  printed = [];
  server = new FakeApiServer();
  server.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } });
  const { run, objects } = aPayload('main');
  for (const object of [run, ...objects]) {
    server.put({ ...object, metadata: { ...object.metadata, namespace: 'default' } });
  }
  await server.start();
  await server.kubeconfig(inFolder('kubeconfig'));
});
afterEach(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

const inFolder = (name: string) => path.join(folder, name);
const run = (...args: readonly string[]) =>
  subpipe(['export', ...args, '--log-level', 'error'], {
    env: { KUBECONFIG: inFolder('kubeconfig') },
    takeEnv: () => undefined,
    interactive: false,
    print: (text: string) => void printed.push(text),
    write: () => undefined,
    stop: new AbortController().signal,
  });

test.each([
  'pipelinerun/run',
  'pr/run',
  'PipelineRun.tekton.dev/run',
  'pipelineruns.v1.tekton.dev/run',
  'pipeline/main',
])('%s is written into a file that only its owner can read, and that runs', async (target) => {
  await run(target, '-o', inFolder('out.json'));
  expect((await stat(inFolder('out.json'))).mode & 0o777).toBe(0o600);
  expect(parsePayload('f', await readFile(inFolder('out.json'), 'utf8'))).toMatchObject({ ok: true });
});

test('a file that is there is replaced only by force', async () => {
  await writeFile(inFolder('out.json'), 'mine');
  await expect(run('pr/run', '-o', inFolder('out.json'))).rejects.toMatchObject({ code: 'bad-input' });
  expect(await readFile(inFolder('out.json'), 'utf8')).toBe('mine');
  await run('pr/run', '-o', inFolder('out.json'), '--force');
  expect(await readFile(inFolder('out.json'), 'utf8')).toContain('LocalPipeline');
});

test('stdout gets it where that is named', async () => {
  await run('pr/run', '-o', '-');
  expect(parsePayload('f', printed.join(''))).toMatchObject({ ok: true });
});

test('encrypted, the key in its file opens it, and nothing else shows it', async () => {
  await run('pr/run', '-o', inFolder('out.enc'), '--encrypt', '--key-out', inFolder('key'));
  const digits = await readFile(inFolder('key'), 'utf8');
  const parsed = parseKey(digits);
  if (!parsed.ok) throw new Error(parsed.problem);
  expect((await stat(inFolder('key'))).mode & 0o777).toBe(0o600);
  const text = await readFile(inFolder('out.enc'), 'utf8');
  expect(parsePayload('f', text, { key: parsed.key })).toMatchObject({ ok: true });
  expect(printed.join('')).not.toContain(digits.trim());
});

test('a key file that is there is not replaced, and nothing is written that it would have to open', async () => {
  await writeFile(inFolder('key'), 'mine');
  const args = ['pr/run', '-o', inFolder('out.enc'), '--encrypt', '--key-out', inFolder('key')];
  await expect(run(...args)).rejects.toMatchObject({ code: 'bad-input' });
  expect(await readFile(inFolder('key'), 'utf8')).toBe('mine');
  await expect(stat(inFolder('out.enc'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('what cannot be read stops it, all of it named; with --partial it goes on', async () => {
  const volumes = [{ name: 'v', secret: { secretName: 'gone' } }];
  server.put({ ...aTask('work'), spec: { steps: [{ name: 's', image: 'i' }], volumes } });
  await expect(run('pr/run', '-o', inFolder('out.json'))).rejects.toMatchObject({
    code: 'bad-input',
    problems: ['Secret default/gone is not in the cluster'],
  });
  await expect(stat(inFolder('out.json'))).rejects.toMatchObject({ code: 'ENOENT' });
  await run('pr/run', '-o', inFolder('out.json'), '--partial');
  expect((await stat(inFolder('out.json'))).isFile()).toBe(true);
});

test.each([
  [['deployment/x'], 'cannot export "deployment/x"'],
  [['constructor/x'], 'cannot export "constructor/x"'],
  [['pipelinerun/'], 'cannot export "pipelinerun/"'],
  [['pr/run', '--encrypt'], '--encrypt and --key-out go together'],
  [['pr/run', '--key-out', 'k'], '--encrypt and --key-out go together'],
])('bad usage is told: %j', async (args, message) => {
  await expect(run(...args)).rejects.toMatchObject({ code: 'bad-usage', message, hint: expect.any(String) });
  expect(server.requests).toEqual([]);
});

function aTask(name: string) {
  return { apiVersion: 'tekton.dev/v1', kind: 'Task', metadata: { name, namespace: 'default' } };
}
