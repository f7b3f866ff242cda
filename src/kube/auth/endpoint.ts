import type { Agent } from 'node:http';

/** What one request needs besides its path. `headers` holds secrets: it never goes into a message or a log. */
export type Credentials = {
  /** Pools connections, and knows the CA, the client certificate and the proxy. */
  readonly agent: Agent;
  readonly headers: Readonly<Record<string, string>>;
};

/** An API server and who we are there. */
export interface Endpoint {
  /** May have a path, as the proxies of multi-cluster products do. */
  readonly server: URL;
  /** Where the address and the credentials come from, for people to read. */
  readonly source: string;
  readonly defaultNamespace: string;
  /** Whether this process runs in the cluster itself: then there is a server, however long it takes to answer. */
  readonly isOurs: boolean;
  /** With `fresh`, everything is read again from its source: the server refused what we had. */
  credentials(fresh: boolean): Promise<Credentials>;
  close(): void;
}
