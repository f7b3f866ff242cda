import { type KubeObject, type OpenObject, specOf } from './object.ts';
import { present } from '../present.ts';

/** The copy of an object that `kubectl apply` keeps in it. */
export const ANNOTATION_LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * An object as its author would write it, without what the API server, controllers and kubectl have added: the status,
 * all metadata but name, labels and annotations, and the annotation in which `kubectl apply` keeps its copy.
 */
export function asManifest(object: KubeObject): OpenObject {
  const { apiVersion, kind, metadata, status: _status, ...fields }: OpenObject = object;
  const { name, labels, annotations } = metadata;
  const kept = Object.fromEntries(Object.entries(annotations ?? {}).filter(([key]) => key !== ANNOTATION_LAST_APPLIED));
  const plain = present({ name, labels, annotations: Object.keys(kept).length === 0 ? undefined : kept });
  return { apiVersion, kind, metadata: plain, ...fields };
}

const BOUND_ANNOTATION = 'pv.kubernetes.io/bind-completed';
/** Annotations that Kubernetes puts on a claim, about the volume that it is bound to. */
const VOLUME_ANNOTATIONS = /^(pv|volume)\.(beta\.)?kubernetes\.io\//;

/** A PersistentVolumeClaim without the volume that it is bound to or asks for, so that it gets a new one. */
export function unboundClaim(claim: KubeObject): OpenObject {
  const { volumeName: _bound, ...spec } = specOf(claim) ?? {};
  const { annotations, ...others } = claim.metadata;
  const kept = Object.entries(annotations ?? {}).filter(([key]) => !VOLUME_ANNOTATIONS.test(key));
  const metadata = kept.length === 0 ? others : { ...others, annotations: Object.fromEntries(kept) };
  return { ...claim, metadata, spec };
}

/**
 * The object, or where it is a claim that was bound in the cluster it was read from, the claim without its volume. A
 * claim that names a volume and was never bound keeps the name, for its author wrote it.
 */
export function releasedClaim(object: KubeObject): KubeObject {
  const isBound = object.metadata.annotations?.[BOUND_ANNOTATION] !== undefined;
  return object.kind === 'PersistentVolumeClaim' && isBound ? unboundClaim(object) : object;
}
