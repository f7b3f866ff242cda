/** All that the commands need of the process: they never use `process` themselves. */
export type Terminal = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * Gives an environment variable with a secret, and removes it from the environment, so that no child process gets it.
   */
  readonly takeEnv: (name: string) => string | undefined;
  /** True where stderr is a terminal, and plain output was not asked for. */
  readonly interactive: boolean;
  readonly print: (text: string) => void;
  /** Bytes to stdout as they are. */
  readonly write: (bytes: Uint8Array) => void;
  /** Fires at SIGTERM or SIGINT; its reason is the exit code, 143 or 130. */
  readonly stop: AbortSignal;
};
