import type { ObjectRef } from '../../core/k8s/object.ts';
import { SubpipeError } from '../../errors.ts';

/** Where the API server serves a kind. `group` is empty for the core group. */
export type Resource = {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly namespaced: boolean;
};

/** Written down instead of discovered: discovery costs a request per group, and the Role lists the same names. */
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

/** Finds where a kind is served; throws `bad-input` for a kind that subpipe does not know. */
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

/** Path of one object; throws `bad-input` where a namespaced kind comes without a namespace. */
export function objectPath(resource: Resource, ref: ObjectRef): string {
  requireNamespace(resource, ref);
  return `${collectionPath(resource, ref.namespace)}/${segment(ref.name)}`;
}

/** Throws `bad-input` for an object of a namespaced kind that says no namespace. */
export function requireNamespace(
  resource: Resource,
  object: { readonly kind: string; readonly name: string; readonly namespace?: string | undefined },
): void {
  if (resource.namespaced && object.namespace === undefined) {
    throw new SubpipeError('bad-input', `${object.kind} ${object.name} has no namespace`);
  }
}

/**
 * Invariant: a name never changes which path is called. An empty one would turn the deletion of one object into
 * the deletion of a collection; the others are what Kubernetes itself refuses in a path segment.
 */
function segment(name: string): string {
  if (name === '' || name === '.' || name === '..' || /[/%]/.test(name)) {
    throw new SubpipeError('bad-input', `"${name}" cannot be the name of a Kubernetes object`);
  }
  return encodeURIComponent(name);
}
