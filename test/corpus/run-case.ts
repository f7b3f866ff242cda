import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { subpipe } from '../../src/cli/subpipe.ts';
import { aTerminal } from '../support/a-terminal.ts';
import { EXITS } from '../../src/core/exit-codes.ts';
import { SubpipeError } from '../../src/errors.ts';
import { PROGRAM_ENV } from '../support/program-env.ts';

/** One input, and the command line that reads it. */
export type Case = {
  /** A sentence; it is the heading in the golden file. */
  readonly title: string;
  /** `FOLDER` stands for the folder of the files. */
  readonly args: readonly string[];
  /** By path inside of the folder. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Makes what is no plain file. */
  readonly prepare?: (folder: string) => unknown;
  readonly env?: Readonly<Record<string, string>>;
};

/** What a person sees, with `FOLDER` for the folder, and the exit code. */
export type Told = { readonly exitCode: number; readonly lines: readonly string[] };

/** Lays out a case's files, and takes them away after `use`. */
async function withFiles<T>({ files = {}, prepare }: Case, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'corpus-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      // A key that others can read would be warned of.
      await writeFile(path.join(folder, name), content, { mode: 0o600 });
    }
    await prepare?.(folder);
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const inFolder = (text: string, folder: string) => text.replaceAll('FOLDER', folder);

/** The program in this process. An input that is accepted ends at the cluster, of which there is none. */
export function runHere(each: Case): Promise<Told> {
  return withFiles(each, async (folder) => {
    const env: Record<string, string | undefined> = { HOME: folder, ...each.env };
    const terminal = aTerminal({
      env,
      takeEnv: (name) => {
        const value = env[name];
        env[name] = undefined;
        return value;
      },
    });
    const args = each.args.map((arg) => inFolder(arg, folder));
    const error: unknown = await subpipe(args, terminal).catch((thrown: unknown) => thrown);
    if (!(error instanceof SubpipeError)) throw new Error(`${each.title}: no SubpipeError`, { cause: error });
    const { code, message, problems, hint } = error;
    return told(EXITS[code].exitCode, [...problems, `${code}: ${message}`], hint, folder);
  });
}

/** What a process has used: the most memory that it had at once, its CPU time, and its steps where they were counted. */
export type Usage = { readonly cpuMs: number; readonly maxRssMb: number; readonly steps?: number };

type Limits = {
  /** Ends a process that hangs; one that works must be far from it, also on a slow machine. */
  readonly killMs: number;
  /** Counting takes time of its own. */
  readonly countSteps: boolean;
};

/** The program as a process of its own, and what it used. */
export function runProcess(
  each: Case,
  { killMs, countSteps }: Limits,
): Promise<{ readonly told: Told; readonly usage: Usage }> {
  return withFiles(each, async (folder) => {
    const args = each.args.map((arg) => inFolder(arg, folder));
    const counters = ['report-usage.js', ...(countSteps ? ['count-steps.js'] : [])];
    const imports = counters.flatMap((file) => ['--import', path.resolve('test/support', file)]);
    const env = { ...PROGRAM_ENV, HOME: folder, ...each.env };
    const child = spawn(process.execPath, [...imports, path.resolve('src/main.ts'), ...args], {
      cwd: folder,
      env,
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      timeout: killMs,
      killSignal: 'SIGKILL',
    });
    const [stderr, usage] = [child.stdio[2], child.stdio[3]].map((stream) => {
      const chunks: Buffer[] = [];
      stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
      return chunks;
    });
    const [exitCode] = (await once(child, 'close')) as [number | null];
    const text = Buffer.concat(stderr ?? []).toString();
    if (exitCode === null) throw new Error(`${each.title}: killed after ${killMs} ms\n${text.slice(0, 2_000)}`);
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { code: string; msg: string; hint?: string });
    const messages = lines.map(({ code, msg }) => (code === 'input-problem' ? msg : `${code}: ${msg}`));
    return {
      told: told(exitCode, messages, lines.at(-1)?.hint, folder),
      usage: usageIn(Buffer.concat(usage ?? []).toString()),
    };
  });
}

function usageIn(lines: string): Usage {
  const parts = lines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Partial<Usage>);
  return { cpuMs: NaN, maxRssMb: NaN, ...(Object.assign({}, ...parts) as Partial<Usage>) };
}

const NO_CLUSTER = 'unreachable: found no cluster to talk to';

function told(exitCode: number, messages: readonly string[], hint: string | undefined, folder: string): Told {
  // Nothing was wrong with the input: the program went on to look for a cluster.
  if (messages.at(-1)?.startsWith(NO_CLUSTER) === true) return { exitCode: 0, lines: ['accepted'] };
  const all = [...messages, ...(hint === undefined ? [] : [`hint: ${hint}`])];
  return { exitCode, lines: all.map((line) => line.replaceAll(folder, 'FOLDER')) };
}
