import type { Terminal } from '../../src/process/terminal.ts';

/** A terminal for a program that runs in this process: no secrets in its environment, nobody stops it. */
export function aTerminal(options: Partial<Terminal> = {}): Terminal {
  return {
    env: {},
    takeEnv: () => undefined,
    interactive: false,
    print: () => undefined,
    write: () => undefined,
    stop: new AbortController().signal,
    ...options,
  };
}
