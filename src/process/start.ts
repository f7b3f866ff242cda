import { EXITS } from '../core/exit-codes.ts';
import type { Terminal } from './terminal.ts';

const MINIMUM_NODE = [22, 19] as const;

/** A sentence where Node is too old for the Kubernetes client; undefined where it is not. */
export function nodeTooOld(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor >= MINIMUM_NODE[1])) return undefined;
  return `this program needs Node ${MINIMUM_NODE.join('.')} or newer, this is Node ${version}; install one, for example with: npm install -g node@24`;
}

/** A program, and the function that reports an error of it; both give the exit code. */
export type Program = {
  readonly run: (argv: readonly string[], terminal: Terminal) => Promise<number>;
  readonly reportError: (error: unknown, terminal: Terminal) => Promise<number>;
};

/**
 * Starts a program: connects it with the process's signals, streams and exit code. It is loaded only if Node is new
 * enough: with an old one the imports themselves would fail, with a message that does not say why.
 */
export async function startProgram(load: () => Promise<Program>): Promise<void> {
  const problem = nodeTooOld(process.versions.node);
  if (problem !== undefined) {
    process.stderr.write(`${problem}\n`);
    process.exitCode = EXITS['node-too-old'].exitCode;
    return;
  }
  const program = await load();
  const terminal = terminalOfProcess();
  try {
    process.exitCode = await program.run(process.argv.slice(2), terminal);
  } catch (error) {
    process.exitCode = await program.reportError(error, terminal);
  }
}

function terminalOfProcess(): Terminal {
  const stop = new AbortController();
  process.once('SIGTERM', () => stop.abort(EXITS.SIGTERM.exitCode));
  process.once('SIGINT', () => stop.abort(EXITS.SIGINT.exitCode));
  const { env } = process;
  return {
    env,
    takeEnv: (name) => {
      const value = env[name];
      // From process.env itself: child processes, such as credential plugins of a kubeconfig, get what it has.
      Reflect.deleteProperty(env, name);
      return value;
    },
    interactive: process.stderr.isTTY && env['TERM'] !== 'dumb' && env['CI'] === undefined,
    print: (text) => process.stdout.write(`${text}\n`),
    write: (bytes) => process.stdout.write(bytes),
    stop: stop.signal,
  };
}
