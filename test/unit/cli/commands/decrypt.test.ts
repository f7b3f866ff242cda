import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { PROGRAM_ENV } from '../../../support/program-env.ts';

const VECTORS = path.resolve('test/fixtures/vectors');
const NAME = 'smoke-listener-local-2026-11-20-101500utc.json';
const ENCRYPTED = path.join(VECTORS, 'localRun-smoke');

let folder: string;
let plaintext: Buffer;
let key: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'decrypt-'));
  plaintext = await readFile(path.join(VECTORS, NAME));
  key = (await readFile(path.join(VECTORS, 'key.hex'), 'utf8')).trim();
  await writeFile(path.join(folder, 'key'), key, { mode: 0o600 });
});
afterEach(() => rm(folder, { recursive: true }));

/** `subpipe decrypt` of the vector, in the folder. */
async function decrypt(...more: readonly string[]) {
  const program = [path.resolve('src/main.ts'), 'decrypt', ENCRYPTED, '--key-file', 'key', ...more];
  const child = spawn(process.execPath, program, {
    cwd: folder,
    env: PROGRAM_ENV,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 100_000,
    killSignal: 'SIGKILL',
  });
  const [stdout, stderr] = [child.stdout, child.stderr].map((stream) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    return chunks;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: Buffer.concat(stdout ?? []), stderr: Buffer.concat(stderr ?? []).toString() };
}

const inFolder = (name: string) => path.join(folder, name);
const modeOf = async (name: string) => ((await stat(inFolder(name))).mode & 0o777).toString(8);

describe('subpipe decrypt', () => {
  test('writes the plaintext byte for byte, under the name of old, for its owner only', async () => {
    const ended = await decrypt();

    expect(ended.code).toBe(0);
    expect(await readFile(inFolder(NAME))).toEqual(plaintext);
    expect(await modeOf(NAME)).toBe('600');
    expect((await readdir(folder)).sort()).toEqual(['key', NAME].sort());
    expect(ended.stdout).toHaveLength(0);
    expect(ended.stderr).toContain(`wrote ${NAME}`);
    expect(ended.stderr).not.toMatch(/pw-5f0c1c1e|bm90LWEt/);
  });

  test.each([
    ['a folder', 'sub', `sub/${NAME}`],
    ['a folder with a slash', 'sub/', `sub/${NAME}`],
    ['a file', 'sub/mine.json', 'sub/mine.json'],
  ])('writes to %s that is named', async (_title, output, file) => {
    await mkdir(inFolder('sub'));

    expect((await decrypt('-o', output)).code).toBe(0);

    expect(await readFile(inFolder(file))).toEqual(plaintext);
    expect(await modeOf(file)).toBe('600');
  });

  test('writes nothing but the plaintext to stdout', async () => {
    const ended = await decrypt('-o', '-');

    expect(ended.code).toBe(0);
    expect(ended.stdout).toEqual(plaintext);
    expect(ended.stderr).toBe('');
    expect(await readdir(folder)).toEqual(['key']);
  });

  test('leaves a file that is there as it is', async () => {
    await writeFile(inFolder(NAME), 'theirs');

    expect((await decrypt()).code).toBe(2);

    expect(await readFile(inFolder(NAME), 'utf8')).toBe('theirs');
  });

  test('replaces it with --force, the mode and a symlink too', async () => {
    await writeFile(inFolder('theirs'), 'theirs', { mode: 0o644 });
    await symlink('theirs', inFolder(NAME));

    expect((await decrypt('--force')).code).toBe(0);

    expect(await readFile(inFolder(NAME))).toEqual(plaintext);
    expect(await modeOf(NAME)).toBe('600');
    expect(await readFile(inFolder('theirs'), 'utf8')).toBe('theirs');
  });

  test('follows no symlink that stands where the file should be', async () => {
    await symlink('elsewhere', inFolder(NAME));

    expect((await decrypt()).code).toBe(2);

    expect((await readdir(folder)).sort()).toEqual(['key', NAME].sort());
  });

  test('warns of a key file that others can read', async () => {
    await chmod(inFolder('key'), 0o644);

    const ended = await decrypt();

    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain('key file key can be read by every user of this machine; chmod 600 it');
  });

  test('writes nothing where the key is another one', async () => {
    await writeFile(inFolder('key'), 'a'.repeat(64));

    const ended = await decrypt();

    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('wrong key or damaged file');
    expect(await readdir(folder)).toEqual(['key']);
  });
});
