import type { KubeObject } from '../k8s/object.ts';
import type { Launch } from './launch.ts';

/*
 * What the tasks of a run may read outside their own namespace: docs/adr/0002. Both ClusterRoles are in tekton/.
 */

/** Allows reading PipelineRuns and TaskRuns, as wait loops do. */
export const READER_CLUSTER_ROLE = 'subpipe-run-reader';
/** Allows reading the logs of pods. */
export const LOG_READER_CLUSTER_ROLE = 'subpipe-log-reader';

const RBAC = 'rbac.authorization.k8s.io';

/**
 * Lets the tasks of a launch's namespace read runs in all namespaces: the wait loops in exported tasks use
 * `--all-namespaces`. The namespace owns the binding, which is so deleted with it.
 */
export function readerBinding(launch: Launch, namespaceUid: string, labels: Readonly<Record<string, string>>) {
  return {
    apiVersion: `${RBAC}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: {
      name: launch.namespace,
      labels,
      ownerReferences: [{ apiVersion: 'v1', kind: 'Namespace', name: launch.namespace, uid: namespaceUid }],
    },
    roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: READER_CLUSTER_ROLE },
    subjects: [tasksOf(launch.namespace)],
  };
}

/** Lets the tasks of the run that asked for a child read the child's logs. None for main, which no run asked for. */
export function logReaderBinding({ source }: Launch): KubeObject[] {
  if (source === undefined) return [];
  const binding = {
    apiVersion: `${RBAC}/v1`,
    kind: 'RoleBinding',
    metadata: { name: LOG_READER_CLUSTER_ROLE },
    roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: LOG_READER_CLUSTER_ROLE },
    subjects: [tasksOf(source.parentRun.namespace)],
  };
  return [binding];
}

/** Every ServiceAccount of a namespace. */
function tasksOf(namespace: string) {
  return { apiGroup: RBAC, kind: 'Group', name: `system:serviceaccounts:${namespace}` };
}
