import { LABEL_RUN_ID } from '../../core/launch/labels.ts';
import { nodes, type RunNode } from '../../core/tree/tree.ts';
import type { KubeObject } from '../../core/k8s/object.ts';
import { messageOf } from '../../errors.ts';
import type { Cluster, Reporter } from '../../ports.ts';
import { ofRun } from './watch-tree.ts';

/** With `on-success`, the namespace of every run that did not succeed is kept, to be looked at. */
export const CLEAN_UP_POLICIES = ['always', 'on-success', 'never'] as const;
export type CleanUpPolicy = (typeof CLEAN_UP_POLICIES)[number];

/**
 * Deletes what the tree needed while it ran: the cluster-wide grants always, the namespaces by policy. Only objects
 * with this run's id are deleted. A problem is reported and does not change the outcome of the run.
 */
export async function cleanUp(
  tree: RunNode,
  policy: CleanUpPolicy,
  { cluster, reporter }: { readonly cluster: Cluster; readonly reporter: Reporter },
  abort: AbortSignal,
): Promise<void> {
  const grants = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    labelSelector: ofRun(tree.launch.runId),
  };
  const remove = async (object: KubeObject) => {
    const { apiVersion, kind, metadata } = object;
    if (metadata.uid === undefined || metadata.name === undefined) return;
    await cluster.delete({ apiVersion, kind, name: metadata.name }, metadata.uid, abort);
  };
  try {
    await Promise.all((await cluster.list(grants, abort)).map(remove));
    const namespaces = [...nodes(tree)].filter((node) => isToGo(node, policy)).map((node) => node.launch.namespace);
    await Promise.all(
      namespaces.map(async (name) => {
        const namespace = await cluster.get({ apiVersion: 'v1', kind: 'Namespace', name }, abort);
        if (namespace?.metadata.labels?.[LABEL_RUN_ID] === tree.launch.runId) await remove(namespace);
      }),
    );
    if (namespaces.length > 0)
      reporter.info('cleaned-up', `deleted ${namespaces.length} namespaces`, { policy, namespaces });
  } catch (error) {
    reporter.warn('clean-up-failed', `some objects are left: ${messageOf(error)}`, {
      show: `kubectl get namespaces,clusterrolebindings -l ${ofRun(tree.launch.runId)}`,
    });
  }
}

function isToGo({ state }: RunNode, policy: CleanUpPolicy): boolean {
  if (policy === 'never' || state.kind !== 'ended') return false;
  return policy === 'always' || state.outcome === 'succeeded';
}
