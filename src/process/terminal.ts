/** What the process edge knows and the commands need; the commands never look at `process` themselves. */
export type Terminal = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Gives an environment variable that holds a secret, and takes it out of the environment: no child process gets it. */
  readonly takeEnv: (name: string) => string | undefined;
  /** stderr is a terminal, and nobody asked for plain output. */
  readonly interactive: boolean;
  readonly print: (text: string) => void;
  /** Bytes to stdout as they are. */
  readonly write: (bytes: Uint8Array) => void;
  /** Fires at SIGTERM or SIGINT; its reason is the exit code, 143 or 130. */
  readonly stop: AbortSignal;
};
