import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually } from '../eventually.ts';

export type EndedProgram = { readonly exitCode: number | null; readonly stdout: string; readonly stderr: string };
export type Program = {
  readonly process: ChildProcess;
  readonly ended: Promise<EndedProgram>;
  /** Gives control back once this text stands in its stdout or stderr; fails where the program ends without it. */
  readonly said: (text: string) => Promise<void>;
};

/** Starts `subpipe` or `wait-for-pipeline` as it stands in dist/, on this machine, against the cluster of KUBECONFIG. */
export function startProgram(
  name: 'subpipe' | 'wait-for-pipeline',
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Program {
  const file = new URL(`../../../dist/${name}/index.js`, import.meta.url).pathname;
  const child = spawn(process.execPath, [file, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<EndedProgram>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
  let isOver = false;
  void ended.then(
    () => (isOver = true),
    () => (isOver = true),
  );
  const said = async (text: string) => {
    const found = () => stdout.includes(text) || stderr.includes(text);
    await eventually(() => found() || isOver, 200_000, 50);
    if (!found()) throw new Error(`${name} has ended without ${JSON.stringify(text)}\n${stdout}${stderr}`);
  };
  return { process: child, ended, said };
}

/** Writes files into a folder of their own for as long as `use` takes. */
export async function withFolder<T>(
  files: Readonly<Record<string, string>>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'subpipe-e2e-'));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
