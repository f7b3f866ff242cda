import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { encryptExport } from '../../src/crypto/encrypt-export.ts';
import { generateKey, keyDigits } from '../../src/crypto/key.ts';
import {
  BOOTSTRAP_NAMESPACE,
  type Bootstrap,
  bootstrapEnd,
  bootstraps,
  type EndedBootstrap,
} from '../support/e2e/bootstrap.ts';
import { logLines } from '../support/e2e/log-lines.ts';
import { type EndedProgram, startProgram, withFolder } from '../support/e2e/programs.ts';
import * as tree from '../support/e2e/tree.ts';
import { createObject, kubectl, listObjects } from '../support/kubectl.ts';

jest.setTimeout(480_000);

const PAYLOAD = 'localRun-greet';
const key = generateKey();

/** A fixture as the hosted service exports it, encrypted. */
async function encryptedFixture(name: string): Promise<string> {
  const text = await readFile(new URL(`../fixtures/e2e/${name}.yaml`, import.meta.url), 'utf8');
  const resources = parseAllDocuments(text).map((document) => JSON.stringify(document.toJS()));
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'secure-properties' },
    stringData: { pin: 'plaintext-4711' },
  };
  resources.push(JSON.stringify(secret));
  return encryptExport(JSON.stringify({ metadata: { name }, spec: { payload: { resources } } }), key);
}

/** The key and the plaintext, and the same as base64 or parts of it would show them. */
const secrets = [keyDigits(key), keyDigits(key).slice(0, 16), 'plaintext-4711', 'secure-properties'];

describe('one encrypted payload, run alone from a desk', () => {
  const runId = `e2e-crypto-${randomBytes(4).toString('hex')}`;
  let ended: EndedProgram;

  beforeAll(async () => {
    const files = { [PAYLOAD]: await encryptedFixture('greet'), 'key.hex': `${keyDigits(key)}\n` };
    ended = await withFolder(
      files,
      (folder) =>
        startProgram('subpipe', [
          'run',
          '--payload',
          path.join(folder, PAYLOAD),
          '--key-file',
          path.join(folder, 'key.hex'),
          '--run-id',
          runId,
          '--cleanup',
          'never',
          '-o',
          'json',
        ]).ended,
    );
  });

  afterAll(async () => {
    const ofTree = ['-l', `subpipe.dev/run-id=${runId}`, '--ignore-not-found'];
    await kubectl(['delete', 'namespace', '--wait=false', ...ofTree]);
    await kubectl(['delete', 'configmap', '-A', ...ofTree]).catch(() => '');
  });

  test('runs to its end', async () => {
    expect(ended.stderr).toContain('"run-finished"');
    expect(ended.exitCode).toBe(0);
    expect(JSON.parse(ended.stdout)).toMatchObject({ outcome: 'Succeeded', runs: [{ outcome: 'Succeeded' }] });
    const [run] = await tree.runsOf(runId);
    expect(run === undefined ? '' : await tree.stepLog(run, 'greet', 'greet')).toContain(`hello, run id ${runId}`);
  });

  test('puts neither key nor plaintext into its output', () => {
    for (const secret of secrets) expect(ended.stdout + ended.stderr).not.toContain(secret);
  });

  test('puts the key into no object of the run', async () => {
    const objects = await listObjects(
      'namespaces,pipelineruns,taskruns,pods,configmaps,secrets',
      '-A',
      '-l',
      `subpipe.dev/run-id=${runId}`,
    );
    expect(objects.length).toBeGreaterThan(3);
    expect(JSON.stringify(objects)).not.toContain(keyDigits(key));
    expect(JSON.stringify(objects)).not.toContain(Buffer.from(keyDigits(key)).toString('base64').slice(0, 40));
  });
});

describe('one encrypted payload and no entry document, run by the bootstrap with the key of the Secret', () => {
  const trees = bootstraps();
  const secretName = 'subpipe-key';
  let bootstrap: Bootstrap;
  let ended: EndedBootstrap;
  let withoutKey: EndedBootstrap;

  beforeAll(async () => {
    const settings = { files: { [PAYLOAD]: await encryptedFixture('greet') }, params: { entry: '', payload: PAYLOAD } };
    await kubectl(['delete', 'secret', secretName, '-n', BOOTSTRAP_NAMESPACE, '--ignore-not-found']);
    withoutKey = await bootstrapEnd(
      await trees.start({ ...settings, params: { ...settings.params, 'run-id': randomUUID() } }),
    );
    const metadata = { name: secretName, namespace: BOOTSTRAP_NAMESPACE };
    await createObject({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata,
      stringData: { localrun_aes_key: `${keyDigits(key)}\n` },
    });
    bootstrap = await trees.start({ ...settings, params: { ...settings.params, cleanup: 'never' } });
    ended = await bootstrapEnd(bootstrap);
  });

  afterAll(async () => {
    await trees.removeAll();
    await kubectl(['delete', 'secret', secretName, '-n', BOOTSTRAP_NAMESPACE, '--ignore-not-found']);
  });

  test('succeeds', async () => {
    expect(ended).toMatchObject({
      reason: 'Succeeded',
      exitCode: 0,
      results: { status: 'Succeeded', message: '1 run succeeded' },
    });
    const [run] = await tree.runsOf(bootstrap.runId);
    expect(run === undefined ? '' : await tree.stepLog(run, 'greet', 'greet')).toContain(bootstrap.runId);
  });

  test('ends with 2 where the Secret is not there, and says how to give the key', () => {
    expect(withoutKey.exitCode).toBe(2);
    expect(logLines(withoutKey.log).find(({ code }) => code === 'input-problem')?.msg).toMatch(
      /is encrypted, and there is no key: .*subpipe-key/,
    );
  });

  test('logs neither key nor plaintext', () => {
    for (const secret of secrets) expect(ended.log + withoutKey.log).not.toContain(secret);
  });
});
