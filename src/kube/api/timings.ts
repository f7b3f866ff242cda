/** All times of the Kubernetes layer; tests use small ones. */
export type Timings = {
  /** For name look-up, TCP and TLS together. */
  readonly connectTimeoutMs: number;
  /** From the request to the answer's first line, and between two pieces of an answer's body. */
  readonly responseTimeoutMs: number;
  /** Full jitter: the n-th wait is random up to `retryBaseMs * 2^n`, never above `retryCapMs`. */
  readonly retryBaseMs: number;
  readonly retryCapMs: number;
  /** After this long without an answer a call gives up; watches never do. */
  readonly retryBoundMs: number;
  /** The same for a server of a kubeconfig that has never answered: its address may be wrong. */
  readonly firstContactMs: number;
  /** The server is asked to end a watch after a random time in this range, so that watches do not end together. */
  readonly watchMinMs: number;
  readonly watchMaxMs: number;
  /** A watch that is silent for this long has lost its connection: bookmarks come about once a minute. */
  readonly watchIdleMs: number;
  /** The collection is listed again this often, even if its watch seems healthy. */
  readonly relistMs: number;
  /** How often to list where watching is not allowed, and after how long to try the watch again. */
  readonly pollMs: number;
  readonly rewatchMs: number;
  /**
   * A refusal counts only if it lasts this long: an API server that starts refuses valid tokens and rights for a
   * moment.
   */
  readonly refusalGraceMs: number;
};

export const DEFAULT_TIMINGS: Timings = {
  connectTimeoutMs: 5_000,
  responseTimeoutMs: 15_000,
  retryBaseMs: 250,
  retryCapMs: 10_000,
  retryBoundMs: 60_000,
  firstContactMs: 10_000,
  watchMinMs: 240_000,
  watchMaxMs: 300_000,
  watchIdleMs: 70_000,
  relistMs: 300_000,
  pollMs: 2_000,
  rewatchMs: 60_000,
  refusalGraceMs: 10_000,
};
