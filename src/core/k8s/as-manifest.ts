import type { KubeObject } from './object.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * An object as its author would write it: what the API server, controllers and kubectl have added is left out, that
 * is status, all metadata but name, labels and annotations, and the copy that `kubectl apply` keeps.
 */
export function asManifest<T extends KubeObject>(object: T): T {
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

/** A PersistentVolumeClaim as its author would write it, free to find a volume: nothing of the one that it is bound to. */
export function unboundClaim(claim: KubeObject): KubeObject {
  const { metadata, ...rest } = asManifest(claim) as KubeObject & {
    readonly spec?: Readonly<Record<string, unknown>>;
  };
  const { volumeName: _bound, ...spec } = rest.spec ?? {};
  const { annotations, ...others } = metadata;
  const kept = Object.entries(annotations ?? {}).filter(
    ([key]) => !/^(pv|volume)\.(beta\.)?kubernetes\.io\//.test(key),
  );
  const plain = kept.length === 0 ? others : { ...others, annotations: Object.fromEntries(kept) };
  const unbound = { ...rest, metadata: plain, spec };
  return unbound;
}
