import { type KubeObject, type OpenObject, specOf } from './object.ts';

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

const BOUND_ANNOTATION = 'pv.kubernetes.io/bind-completed';
/** What Kubernetes notes on a claim about the volume that it is bound to. */
const VOLUME_ANNOTATIONS = /^(pv|volume)\.(beta\.)?kubernetes\.io\//;

/** A PersistentVolumeClaim that is free to find a volume: nothing of the one that it is bound to, or asks for, is in it. */
export function unboundClaim(claim: KubeObject): OpenObject {
  const { volumeName: _bound, ...spec } = specOf(claim) ?? {};
  const { annotations, ...others } = claim.metadata;
  const kept = Object.entries(annotations ?? {}).filter(([key]) => !VOLUME_ANNOTATIONS.test(key));
  const metadata = kept.length === 0 ? others : { ...others, annotations: Object.fromEntries(kept) };
  return { ...claim, metadata, spec };
}

/**
 * An object that may have been read from a live cluster: a claim that was bound there must find a volume of its own
 * here. One that asks for a volume and was never bound keeps it, as its author wants it.
 */
export function releasedClaim(object: KubeObject): KubeObject {
  const isBound = object.metadata.annotations?.[BOUND_ANNOTATION] !== undefined;
  return object.kind === 'PersistentVolumeClaim' && isBound ? unboundClaim(object) : object;
}
