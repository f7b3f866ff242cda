import type { KubeObject } from './kube-object.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * An object as its author would write it: what the API server, controllers and kubectl have added is left out, that
 * is status, all metadata but name, labels and annotations, and the copy that `kubectl apply` keeps.
 */
export function plainObject<T extends KubeObject>(object: T): T {
  const { status: _status, metadata, ...rest } = object as T & { readonly status?: unknown };
  const { name, labels, annotations } = metadata;
  const kept = Object.fromEntries(Object.entries(annotations ?? {}).filter(([key]) => key !== LAST_APPLIED));
  const plain = {
    ...(name === undefined ? {} : { name }),
    ...(labels === undefined ? {} : { labels }),
    ...(Object.keys(kept).length === 0 ? {} : { annotations: kept }),
  };
  const { apiVersion, kind, ...fields } = rest;
  return { apiVersion, kind, metadata: plain, ...fields } as unknown as T;
}
