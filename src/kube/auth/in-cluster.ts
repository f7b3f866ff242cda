import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { join } from 'node:path';
import { messageOf, SubpipeError } from '../../errors.ts';
import { AGENT_OPTIONS } from './agent-options.ts';
import type { Endpoint } from './endpoint.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the kubelet mounts the ServiceAccount's files. */
export const SERVICE_ACCOUNT_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

/** True where this process runs in a pod and has a ServiceAccount token there. */
export function isInPod(env: Environment, folder: string): boolean {
  const hasAddress = Boolean(env['KUBERNETES_SERVICE_HOST']) && Boolean(env['KUBERNETES_SERVICE_PORT']);
  return hasAddress && existsSync(tokenFile(folder));
}

export function tokenFile(folder: string): string {
  return join(folder, 'token');
}

/**
 * The API server of the cluster that this pod runs in, as its ServiceAccount. Proxy variables are ignored, as the
 * address is one within the cluster.
 */
export async function inClusterEndpoint(env: Environment, folder: string): Promise<Endpoint> {
  const host = env['KUBERNETES_SERVICE_HOST'] ?? '';
  const server = new URL(`https://${host.includes(':') ? `[${host}]` : host}:${env['KUBERNETES_SERVICE_PORT'] ?? ''}`);
  const agent = new Agent({ ...AGENT_OPTIONS, ca: await readMounted(join(folder, 'ca.crt')) });
  return {
    server,
    source: "this pod's ServiceAccount",
    defaultNamespace: (await readMounted(join(folder, 'namespace'))).trim(),
    isOurs: true,
    // Read each time, which costs little: the kubelet replaces the token about once an hour.
    credentials: async () => ({
      agent,
      headers: { authorization: `Bearer ${(await readMounted(tokenFile(folder))).trim()}` },
    }),
    close: () => agent.destroy(),
  };
}

async function readMounted(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new SubpipeError('unreachable', `this pod's ServiceAccount cannot be read: ${messageOf(error)}`, {
      hint: 'set automountServiceAccountToken: true on the pod or its ServiceAccount, or give a kubeconfig',
      cause: error,
    });
  }
}
