import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { encryptExport } from '../../src/crypto/encrypt-export.ts';
import { generateKey, keyDigits } from '../../src/crypto/key.ts';
import { aPayload } from '../support/builders.ts';
import { FakeApiServer } from '../support/fake-api-server/fake-api-server.ts';
import { runProgramFile } from '../support/run-program-file.ts';
import { ScriptedTekton } from '../support/scripted-tekton.ts';

const key = generateKey();

let folder: string;
let server: FakeApiServer;
let tekton: ScriptedTekton;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'encrypted-run-'));
  server = new FakeApiServer();
  server.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } });
  await server.start();
  tekton = new ScriptedTekton(server, {});
  await server.kubeconfig(inFolder('kubeconfig'));
  const { run, objects } = aPayload('main');
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'secure-properties' },
    stringData: { pin: 'plaintext-4711' },
  };
  const resources = [run, ...objects, secret].map((object) => JSON.stringify(object));
  await writeFile(inFolder('localRun'), encryptExport(JSON.stringify({ spec: { payload: { resources } } }), key));
});
afterEach(async () => {
  tekton.stop();
  await server.stop();
  await rm(folder, { recursive: true });
});

const inFolder = (name: string) => path.join(folder, name);

/** A kubeconfig whose credentials come from a plugin, which writes down its environment. */
async function withCredentialPlugin(): Promise<void> {
  const config = JSON.parse(await readFile(inFolder('kubeconfig'), 'utf8')) as { users: { user: unknown }[] };
  const credential = {
    apiVersion: 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    status: { token: server.token },
  };
  const script = `env > '${inFolder('plugin-env')}'; echo '${JSON.stringify(credential)}'`;
  const exec = { apiVersion: credential.apiVersion, command: 'sh', args: ['-c', script], interactiveMode: 'Never' };
  config.users = config.users.map((user) => ({ ...user, user: { exec } }));
  await writeFile(inFolder('kubeconfig'), JSON.stringify(config), { mode: 0o600 });
}

test.each([
  ['SUBPIPE_KEY', [], 'SUBPIPE_KEY'],
  ['the variable that --key-env names', ['--key-env', 'MY_KEY'], 'MY_KEY'],
])('one encrypted payload runs alone with the key of %s, which nobody else gets', async (_title, args, variable) => {
  await withCredentialPlugin();
  const env = { KUBECONFIG: inFolder('kubeconfig'), [variable]: keyDigits(key), OTHER: 'stays' };

  const ended = await runProgramFile(
    'src/main.ts',
    ['run', '--payload', inFolder('localRun'), '--log-level', 'debug', ...args],
    { env },
  );

  expect(ended.lines.at(-1)).toMatchObject({ code: 'run-finished', outcome: 'succeeded' });
  expect(ended.code).toBe(0);
  const plugin = await readFile(inFolder('plugin-env'), 'utf8');
  expect(plugin).toContain('OTHER=stays');
  const everything = [plugin, ended.stdout, JSON.stringify(ended.lines), JSON.stringify(server.requests)].join('\n');
  expect(everything).not.toContain(keyDigits(key));
  for (const kind of ['Namespace', 'ConfigMap', 'Secret', 'PipelineRun', 'Task', 'Pipeline']) {
    expect(JSON.stringify(server.objects(kind))).not.toContain(keyDigits(key));
  }
  expect(ended.stdout + JSON.stringify(ended.lines)).not.toContain('plaintext');
});

test('an encrypted child that a mapping names is opened with the same key, from a file', async () => {
  await writeFile(inFolder('key'), `${keyDigits(key)}\n`, { mode: 0o600 });
  await writeFile(
    inFolder('entry.json'),
    JSON.stringify({ pipeline: 'main', mappings: [{ pipeline: 'main', file: 'localRun' }] }),
  );

  const ended = await runProgramFile('src/main.ts', ['run', inFolder('entry.json'), '--key-file', inFolder('key')], {
    env: { KUBECONFIG: inFolder('kubeconfig') },
  });

  expect(ended.code).toBe(0);
});

test('without the key it ends with 2 before anything is created', async () => {
  const ended = await runProgramFile('src/main.ts', ['run', '--payload', inFolder('localRun')], {
    env: { KUBECONFIG: inFolder('kubeconfig') },
  });

  expect(ended.code).toBe(2);
  expect(ended.lines[0]?.msg).toMatch(/^localRun: is encrypted, and there is no key: /);
  expect(server.requests).toEqual([]);
});
