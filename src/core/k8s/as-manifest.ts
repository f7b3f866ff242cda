import { isObject } from '../json.ts';
import type { KubeObject, OpenObject } from './object.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * An object as its author would write it: what the API server, controllers and kubectl have added is left out, that
 * is status, all metadata but name, labels and annotations, and the copy that `kubectl apply` keeps.
 */
export function asManifest(object: KubeObject): OpenObject {
  const { apiVersion, kind, metadata, status: _status, ...fields }: OpenObject = object;
  const { name, labels, annotations } = metadata;
  const kept = Object.fromEntries(Object.entries(annotations ?? {}).filter(([key]) => key !== LAST_APPLIED));
  const plain = {
    ...(name === undefined ? {} : { name }),
    ...(labels === undefined ? {} : { labels }),
    ...(Object.keys(kept).length === 0 ? {} : { annotations: kept }),
  };
  return { apiVersion, kind, metadata: plain, ...fields };
}

/** A PersistentVolumeClaim as its author would write it, free to find a volume: nothing of the one that it is bound to. */
export function unboundClaim(claim: KubeObject): OpenObject {
  const { metadata, ...rest } = asManifest(claim);
  const { volumeName: _bound, ...spec } = isObject(rest['spec']) ? rest['spec'] : {};
  const { annotations, ...others } = metadata;
  const kept = Object.entries(annotations ?? {}).filter(
    ([key]) => !/^(pv|volume)\.(beta\.)?kubernetes\.io\//.test(key),
  );
  const plain = kept.length === 0 ? others : { ...others, annotations: Object.fromEntries(kept) };
  return { ...rest, metadata: plain, spec };
}
