/** One request as a test wants to tell it from others. */
export type SeenRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly isWatch: boolean;
  readonly body: unknown;
  /** Who asks: the impersonated user, else the one that the token stands for. */
  readonly user: string;
  readonly token: string | undefined;
};
