import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SubpipeError } from '../../errors.ts';
import type { Cluster, Notify } from '../../ports.ts';
import type { Endpoint } from './endpoint.ts';
import { type Environment, inClusterEndpoint, isInPod, SERVICE_ACCOUNT_FOLDER, tokenFile } from './in-cluster.ts';
import { KubeCluster } from '../kube-cluster.ts';
import { DEFAULT_TIMINGS, type Timings } from '../api/timings.ts';

export type ConnectOptions = {
  /** The flags --kubeconfig and --context. */
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly env: Environment;
  readonly notify: Notify;
  readonly timings?: Partial<Timings>;
  readonly SERVICE_ACCOUNT_FOLDER?: string;
};

/**
 * Finds the cluster and the credentials; makes no request yet. A given kubeconfig (flag, then KUBECONFIG) comes first,
 * then the ServiceAccount of the pod that we run in, then ~/.kube/config, so that in a pod a file in the home folder
 * does not win by accident.
 *
 * @throws SubpipeError `unreachable` where nothing is found, `bad-usage` for an unknown context, `bad-input` for a
 * kubeconfig that cannot be read or is wrong.
 */
export async function connect(options: ConnectOptions): Promise<Cluster> {
  const endpoint = await findEndpoint(options);
  return new KubeCluster({ endpoint, notify: options.notify, timings: { ...DEFAULT_TIMINGS, ...options.timings } });
}

async function findEndpoint(options: ConnectOptions): Promise<Endpoint> {
  const { env, context } = options;
  const folder = options.SERVICE_ACCOUNT_FOLDER ?? SERVICE_ACCOUNT_FOLDER;
  const named = options.kubeconfig ?? (env['KUBECONFIG'] || undefined);
  if (named === undefined && context === undefined && isInPod(env, folder)) {
    return inClusterEndpoint(env, folder);
  }
  const home = env['HOME'] ?? env['USERPROFILE'];
  const usual = home === undefined ? undefined : join(home, '.kube', 'config');
  const paths = named ?? (usual !== undefined && existsSync(usual) ? usual : undefined);
  if (paths === undefined) {
    throw new SubpipeError(
      'unreachable',
      `found no cluster to talk to: no --kubeconfig, no KUBECONFIG, no ${tokenFile(folder)}, no ${usual ?? '~/.kube/config (HOME is not set)'}`,
      { hint: 'give --kubeconfig FILE, or run it in a pod with a ServiceAccount token' },
    );
  }
  const { kubeconfigEndpoint } = await import('./kubeconfig.ts');
  return kubeconfigEndpoint({ paths, context, env });
}
