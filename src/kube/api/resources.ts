import type { ObjectRef } from '../../core/k8s/object.ts';
import { SubpipeError } from '../../errors.ts';

/** Where the API server serves a kind. `group` is empty for the core group. */
export type Resource = {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly namespaced: boolean;
};

/** A fixed list: discovery would take a request for each API group, and the Role has the same names anyway. */
const NAMESPACED_KINDS = byGroup({
  '': {
    ConfigMap: 'configmaps',
    Event: 'events',
    LimitRange: 'limitranges',
    PersistentVolumeClaim: 'persistentvolumeclaims',
    Pod: 'pods',
    ResourceQuota: 'resourcequotas',
    Secret: 'secrets',
    Service: 'services',
    ServiceAccount: 'serviceaccounts',
  },
  'rbac.authorization.k8s.io': { Role: 'roles', RoleBinding: 'rolebindings' },
  'tekton.dev': {
    CustomRun: 'customruns',
    Pipeline: 'pipelines',
    PipelineRun: 'pipelineruns',
    StepAction: 'stepactions',
    Task: 'tasks',
    TaskRun: 'taskruns',
  },
});

const CLUSTER_KINDS = byGroup({
  '': { Namespace: 'namespaces' },
  'rbac.authorization.k8s.io': { ClusterRole: 'clusterroles', ClusterRoleBinding: 'clusterrolebindings' },
  'storage.k8s.io': { StorageClass: 'storageclasses' },
});

/** Maps, as a kind of a payload may be called like what every JavaScript object has. */
function byGroup(kinds: Readonly<Record<string, Readonly<Record<string, string>>>>) {
  return new Map(Object.entries(kinds).map(([group, plurals]) => [group, new Map(Object.entries(plurals))]));
}

/** Where a kind is served. @throws SubpipeError `bad-input` for a kind that subpipe does not know. */
export function resourceOf(apiVersion: string, kind: string): Resource {
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  const version = apiVersion.slice(slash + 1);
  const namespaced = NAMESPACED_KINDS.get(group)?.get(kind);
  const plural = namespaced ?? CLUSTER_KINDS.get(group)?.get(kind);
  if (plural === undefined) {
    const known = [NAMESPACED_KINDS, CLUSTER_KINDS].flatMap((kinds) => [...(kinds.get(group)?.keys() ?? [])]);
    throw new SubpipeError('bad-input', `subpipe does not handle the kind ${kind} of ${apiVersion}`, {
      hint:
        known.length > 0
          ? `kinds that it handles in ${group === '' ? 'the core group' : group}: ${known.sort().join(', ')}`
          : `API groups that it handles: core, ${[...NAMESPACED_KINDS.keys()].filter(Boolean).join(', ')}`,
    });
  }
  return { group, version, plural, namespaced: namespaced !== undefined };
}

/** Path of all objects of the resource, in one namespace or (where `namespace` is absent) in all. */
export function collectionPath(resource: Resource, namespace?: string): string {
  const root =
    resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${segment(resource.version)}`;
  const scope = resource.namespaced && namespace !== undefined ? `/namespaces/${segment(namespace)}` : '';
  return `${root}${scope}/${resource.plural}`;
}

/**
 * The path of one object. @throws SubpipeError `bad-input` for a bad name, and where a namespaced kind has no
 * namespace.
 */
export function objectPath(resource: Resource, ref: ObjectRef): string {
  requireNamespace(resource, ref);
  return `${collectionPath(resource, ref.namespace)}/${segment(ref.name)}`;
}

/** Checks that an object of a namespaced kind has a namespace. @throws SubpipeError `bad-input` where it does not. */
export function requireNamespace(
  resource: Resource,
  object: { readonly kind: string; readonly name: string; readonly namespace?: string | undefined },
): void {
  if (resource.namespaced && object.namespace === undefined) {
    throw new SubpipeError('bad-input', `${object.kind} ${object.name} has no namespace`);
  }
}

/**
 * Invariant: no name leads to another path. With an empty name, the deletion of one object would be that of a whole
 * collection; the other names are those that Kubernetes itself refuses in a path segment.
 */
function segment(name: string): string {
  if (name === '' || name === '.' || name === '..' || /[/%]/.test(name)) {
    throw new SubpipeError('bad-input', `"${name}" cannot be the name of a Kubernetes object`);
  }
  return encodeURIComponent(name);
}
