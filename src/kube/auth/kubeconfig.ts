import { existsSync } from 'node:fs';
import { type Agent, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type RequestOptions } from 'node:https';
import { delimiter } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import { messageOf, SubpipeError } from '../../errors.ts';
import { AGENT_OPTIONS } from './agent-options.ts';
import type { Credentials, Endpoint } from './endpoint.ts';
import type { Environment } from './in-cluster.ts';
import { loadKubeconfig } from './kubeconfig-files.ts';
import { proxyFor } from './proxy.ts';

export type KubeconfigOptions = {
  /** One path, or several as in the variable KUBECONFIG: earlier files win, missing ones are ignored. */
  readonly paths: string;
  readonly context: string | undefined;
  readonly env: Environment;
};

/**
 * How long credentials are used before their source is asked again; exec plugins and OIDC renew their tokens in time.
 */
const CREDENTIALS_LAST_MS = 30_000;

/** The API server of a kubeconfig's context, with every login method of the Kubernetes client. */
export async function kubeconfigEndpoint(options: KubeconfigOptions): Promise<Endpoint> {
  const files = options.paths.split(delimiter).filter((file) => file !== '' && existsSync(file));
  if (files.length === 0) {
    throw new SubpipeError('unreachable', `no kubeconfig at ${options.paths}`, {
      hint: 'check --kubeconfig or KUBECONFIG',
    });
  }
  const source = `kubeconfig ${files.join(delimiter)}`;
  let config = await loadKubeconfig(files, options.context);
  const contextName = config.getCurrentContext();
  const cluster = config.getCurrentCluster();
  if (cluster === null) {
    throw new SubpipeError('bad-input', `${source}: context "${contextName}" names a cluster that is not in it`);
  }
  if (!URL.canParse(cluster.server)) {
    const problem = `the server "${cluster.server}" of context "${contextName}" is not a URL`;
    throw new SubpipeError('bad-input', `${source}: ${problem}`);
  }
  const server = new URL(cluster.server);
  // By TLS settings: a new client certificate gets new connections, and running watches keep theirs.
  const agents = new Map<string, Agent>();
  let known: { readonly until: number; readonly credentials: Promise<Credentials> } | undefined;

  async function logIn(): Promise<Credentials> {
    const request: RequestOptions = {};
    try {
      applyProxy(config, server, options.env);
      await config.applyToHTTPSOptions(request);
    } catch (error) {
      throw new SubpipeError(
        'not-allowed',
        `${source}: cannot log in as context "${contextName}": ${messageOf(error)}`,
        {
          cause: error,
        },
      );
    }
    const tls = tlsOf(request);
    const key = JSON.stringify(tls);
    const agent = agents.get(key) ?? agentFor(server, request, proxied(config));
    agents.set(key, agent);
    const basic = typeof request.auth === 'string' ? { authorization: `Basic ${base64(request.auth)}` } : {};
    return { agent, headers: { ...basic, ...headersOf(request) } };
  }

  return {
    server,
    source: `${source}, context "${contextName}"`,
    defaultNamespace: config.getContextObject(contextName)?.namespace ?? 'default',
    isOurs: false,
    async credentials(fresh) {
      if (fresh) {
        config = await loadKubeconfig(files, contextName);
      }
      if (fresh || known === undefined || known.until < Date.now()) {
        known = { until: Date.now() + CREDENTIALS_LAST_MS, credentials: logIn() };
        // A failed login is tried again by the next call.
        known.credentials.catch(() => {
          known = undefined;
        });
      }
      return known.credentials;
    },
    close() {
      for (const agent of agents.values()) {
        agent.destroy();
      }
    },
  };
}

function applyProxy(config: KubeConfig, server: URL, env: Environment): void {
  const cluster = config.getCurrentCluster();
  const proxy = proxyFor(server, env);
  if (cluster !== null && !cluster.proxyUrl && proxy !== undefined) {
    config.clusters = config.clusters.map((one) => (one.name === cluster.name ? { ...one, proxyUrl: proxy } : one));
  }
}

function proxied(config: KubeConfig): boolean {
  return Boolean(config.getCurrentCluster()?.proxyUrl);
}

/** The agent for a server: our own, which pools connections; the client's, which does not, only for a proxy. */
function agentFor(server: URL, request: RequestOptions, throughProxy: boolean): Agent {
  if (throughProxy && request.agent instanceof HttpAgent) {
    return request.agent;
  }
  if (server.protocol === 'http:') {
    return new HttpAgent(AGENT_OPTIONS);
  }
  return new HttpsAgent({ ...AGENT_OPTIONS, ...tlsOf(request) });
}

function tlsOf(request: RequestOptions): object {
  const { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername } = request;
  const tls = { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername };
  return Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined));
}

function headersOf(request: RequestOptions): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
