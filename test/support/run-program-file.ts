import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { PROGRAM_ENV } from './program-env.ts';

/** A line of the program's log; one that is no JSON has its text as `msg`. */
export type LogLine = {
  readonly code?: string;
  readonly level?: string;
  readonly msg: string;
  readonly [fact: string]: unknown;
};

export type Ended = { readonly code: number | null; readonly stdout: string; readonly lines: readonly LogLine[] };

type Options = {
  /** What the program's environment holds besides PROGRAM_ENV. */
  readonly env: Readonly<Record<string, string>>;
  readonly onLine?: (line: LogLine, process: ChildProcess) => void;
};

/** Below the time that a test has: a program that hangs ends before it, and does not outlive it. */
const KILL_MS = 100_000;

/** Runs one of our programs as a process of its own, with the Node that runs the tests. */
export async function runProgramFile(file: string, args: readonly string[], options: Options): Promise<Ended> {
  const env = { ...PROGRAM_ENV, ...options.env };
  const child = spawn(process.execPath, [file, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: KILL_MS,
    killSignal: 'SIGKILL',
  });
  const lines: LogLine[] = [];
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  createInterface(child.stderr).on('line', (text) => {
    const line = parseLine(text);
    lines.push(line);
    options.onLine?.(line, child);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, lines };
}

function parseLine(text: string): LogLine {
  return text.startsWith('{') ? (JSON.parse(text) as LogLine) : { msg: text };
}
