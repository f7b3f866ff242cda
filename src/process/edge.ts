import type { Terminal } from '../cli/terminal.ts';

const MINIMUM_NODE = [22, 19] as const;

/** What to say where Node is too old for the Kubernetes client; undefined where it is not. */
export function nodeTooOld(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor >= MINIMUM_NODE[1])) return undefined;
  return `this program needs Node ${MINIMUM_NODE.join('.')} or newer, this is Node ${version}; install one, for example with: npm install -g node@24`;
}

/** Runs a program at the edge of the process: its signals, its streams, its exit code. */
export async function runAtEdge(
  program: (argv: readonly string[], terminal: Terminal) => Promise<number>,
  tellError: (error: unknown, terminal: Terminal) => Promise<number>,
): Promise<void> {
  const stop = new AbortController();
  process.once('SIGTERM', () => stop.abort(143));
  process.once('SIGINT', () => stop.abort(130));
  const { env } = process;
  const terminal: Terminal = {
    env,
    takeEnv: (name) => {
      const value = env[name];
      // Not a copy: child processes, such as credential plugins of a kubeconfig, get what process.env holds.
      Reflect.deleteProperty(env, name);
      return value;
    },
    interactive: process.stderr.isTTY && env['TERM'] !== 'dumb' && env['CI'] === undefined,
    print: (text) => process.stdout.write(`${text}\n`),
    write: (bytes) => process.stdout.write(bytes),
    stop: stop.signal,
  };
  try {
    process.exitCode = await program(process.argv.slice(2), terminal);
  } catch (error) {
    process.exitCode = await tellError(error, terminal);
  }
}
