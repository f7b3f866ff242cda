/** A kind as this server serves it. Its own list, so that a wrong path in the product does not find itself right here. */
export type Kind = {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  /** `status` is written through its own subresource only; creations and patches of it are dropped. */
  readonly hasStatus: boolean;
};

const core = (kind: string, plural: string): Kind => ({ group: '', kind, plural, namespaced: true, hasStatus: false });
const rbac = (kind: string, plural: string, namespaced = true): Kind => ({
  group: 'rbac.authorization.k8s.io',
  kind,
  plural,
  namespaced,
  hasStatus: false,
});
const tekton = (kind: string, plural: string, hasStatus = false): Kind => ({
  group: 'tekton.dev',
  kind,
  plural,
  namespaced: true,
  hasStatus,
});

export const kinds: readonly Kind[] = [
  { group: '', kind: 'Namespace', plural: 'namespaces', namespaced: false, hasStatus: true },
  core('ConfigMap', 'configmaps'),
  core('Event', 'events'),
  core('LimitRange', 'limitranges'),
  core('PersistentVolumeClaim', 'persistentvolumeclaims'),
  core('Pod', 'pods'),
  core('ResourceQuota', 'resourcequotas'),
  core('Secret', 'secrets'),
  core('Service', 'services'),
  core('ServiceAccount', 'serviceaccounts'),
  rbac('Role', 'roles'),
  rbac('RoleBinding', 'rolebindings'),
  rbac('ClusterRole', 'clusterroles', false),
  rbac('ClusterRoleBinding', 'clusterrolebindings', false),
  { group: 'storage.k8s.io', kind: 'StorageClass', plural: 'storageclasses', namespaced: false, hasStatus: false },
  tekton('Pipeline', 'pipelines'),
  tekton('Task', 'tasks'),
  tekton('StepAction', 'stepactions'),
  tekton('PipelineRun', 'pipelineruns', true),
  tekton('TaskRun', 'taskruns', true),
  tekton('CustomRun', 'customruns', true),
];

/** Versions that are served from the start, preferred first. */
export const servedVersions: Readonly<Record<string, readonly string[]>> = {
  '': ['v1'],
  'authorization.k8s.io': ['v1'],
  'rbac.authorization.k8s.io': ['v1'],
  'storage.k8s.io': ['v1'],
  'tekton.dev': ['v1', 'v1beta1'],
};

export function kindNamed(name: string): Kind {
  const found = kinds.find(({ kind }) => kind === name);
  if (found === undefined) {
    throw new Error(`the fake API server does not know the kind ${name}`);
  }
  return found;
}
