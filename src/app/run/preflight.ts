import { LOG_READER_CLUSTER_ROLE, READER_CLUSTER_ROLE } from '../../core/launch/grants.ts';
import { TEKTON_GROUP } from '../../core/tekton/types.ts';
import { SubpipeError } from '../../errors.ts';
import type { Cluster, Permission } from '../../ports.ts';

const RBAC = 'rbac.authorization.k8s.io';

/**
 * All rights that a run in namespace isolation needs; the controller's ClusterRole in tekton/rbac.yaml grants exactly
 * this.
 */
export const NAMESPACE_ISOLATION_PERMISSIONS: readonly Permission[] = [
  ...verbs('', 'namespaces', ['get', 'create', 'patch', 'delete']),
  ...['configmaps', 'secrets', 'persistentvolumeclaims'].flatMap((resource) => verbs('', resource, ['create'])),
  ...verbs('', 'serviceaccounts', ['create', 'patch']),
  ...['pipelines', 'tasks', 'stepactions'].flatMap((resource) => verbs(TEKTON_GROUP, resource, ['create'])),
  ...verbs(TEKTON_GROUP, 'pipelineruns', ['get', 'list', 'watch', 'create', 'patch']),
  ...verbs(TEKTON_GROUP, 'taskruns', ['list', 'watch']),
  ...verbs(RBAC, 'clusterrolebindings', ['get', 'list', 'create', 'delete']),
  ...verbs(RBAC, 'rolebindings', ['create']),
  ...[READER_CLUSTER_ROLE, LOG_READER_CLUSTER_ROLE].map((name) => ({
    ...{ group: RBAC, resource: 'clusterroles', verb: 'bind', name },
  })),
  { verb: 'get', group: '', resource: 'pods', subresource: 'log' },
];

/**
 * Checks, before anything is created, that the cluster has Tekton, and that we have the rights that a run needs and
 * those to copy Pipelines from the given namespaces.
 *
 * @throws SubpipeError `tekton-missing`, `unreachable`, or `not-allowed` with every permission that is missing.
 */
export async function preflight(
  cluster: Cluster,
  abort: AbortSignal,
  { pipelineNamespaces = [] }: { readonly pipelineNamespaces?: readonly string[] } = {},
): Promise<void> {
  const versions = await cluster.servedVersions(TEKTON_GROUP, abort);
  if (!versions.includes('v1')) {
    const found = versions.length === 0 ? 'no Tekton' : `Tekton with ${TEKTON_GROUP} ${versions.join(', ')} only`;
    throw new SubpipeError(
      'tekton-missing',
      `${found} on the cluster at ${cluster.description}; tekton.dev/v1 is needed`,
      {
        hint: 'install Tekton Pipelines v0.44 or newer (https://tekton.dev/docs/installation/), or choose another cluster with --context',
      },
    );
  }
  const wanted = [...NAMESPACE_ISOLATION_PERMISSIONS, ...[...new Set(pipelineNamespaces)].flatMap(toCopyFrom)];
  const missing = await cluster.missingPermissions(wanted, abort);
  if (missing.length > 0) {
    throw new SubpipeError(
      'not-allowed',
      `the ServiceAccount or user does not have ${missing.length} of the needed permissions on ${cluster.description}`,
      {
        problems: missing.map(describePermission),
        hint: missing.some(({ namespace }) => namespace === undefined)
          ? 'grant them with: kubectl apply -f tekton/ (see tekton/rbac.yaml)'
          : 'bind the ClusterRole subpipe-pipeline-reader in each of these namespaces (see tekton/rbac.yaml)',
      },
    );
  }
}

function toCopyFrom(namespace: string): Permission[] {
  return ['pipelines', 'tasks', 'stepactions'].map((resource) => ({
    group: TEKTON_GROUP,
    resource,
    verb: 'get',
    namespace,
  }));
}

function verbs(group: string, resource: string, list: readonly string[]): Permission[] {
  return list.map((verb) => ({ group, resource, verb }));
}

function describePermission({ verb, group, resource, subresource, name, namespace }: Permission): string {
  const path = subresource === undefined ? resource : `${resource}/${subresource}`;
  const what = `${path}${group === '' ? '' : `.${group}`}${name === undefined ? '' : ` "${name}"`}`;
  return `cannot ${verb} ${what} ${namespace === undefined ? 'in the whole cluster' : `in namespace ${namespace}`}`;
}
