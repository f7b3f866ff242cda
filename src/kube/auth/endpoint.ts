import type { Agent } from 'node:http';

/** How one request connects and logs in. `headers` holds secrets, which must not get into a message or a log. */
export type Credentials = {
  /** Pools connections, and knows the CA, the client certificate and the proxy. */
  readonly agent: Agent;
  readonly headers: Readonly<Record<string, string>>;
};

/** An API server and our identity there. */
export interface Endpoint {
  /** May have a path, as with proxies of multi-cluster products. */
  readonly server: URL;
  /** Where the address and the credentials come from, for people to read. */
  readonly source: string;
  readonly defaultNamespace: string;
  /** True where this process runs in the cluster itself: then the server exists, even if it does not answer yet. */
  readonly isOurs: boolean;
  /** With `fresh` they are read again from their source, because the server refused the last ones. */
  credentials(fresh: boolean): Promise<Credentials>;
  close(): void;
}
