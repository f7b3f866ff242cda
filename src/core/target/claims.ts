import type { Target, AppliedTarget } from './target.ts';
import type { KubeObject } from '../k8s/object.ts';
import { present } from '../present.ts';
import type { Payload } from '../payload/payload.ts';
import type { Claim, ClaimSpec, WorkspaceBinding } from '../tekton/types.ts';

/** The storage class before Kubernetes 1.6, which has `spec.storageClassName`; where both are set, this one counts. */
const OLD_CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

/** Storage class and size of the payload's claims and of the claim templates of its PipelineRun. */
export function applyToClaims(payload: Payload, target: Target): AppliedTarget {
  if (target.storageClass === undefined && target.storageSize === undefined)
    return { payload, changes: [], warnings: [] };
  const changes: string[] = [];
  const changedSpec = (spec: ClaimSpec, where: string, oldClass?: string): ClaimSpec => {
    const withClass = target.storageClass === undefined ? spec : classed(spec, target.storageClass);
    const after = target.storageSize === undefined ? withClass : sized(withClass, target.storageSize);
    changes.push(...differences({ ...spec, ...present({ storageClassName: oldClass }) }, after, where));
    return after;
  };
  const objects = payload.objects.map((object): KubeObject => {
    if (!isClaim(object)) return object;
    const oldClass =
      target.storageClass === undefined ? undefined : object.metadata.annotations?.[OLD_CLASS_ANNOTATION];
    const spec = changedSpec(object.spec, `PersistentVolumeClaim ${object.metadata.name ?? ''}`, oldClass);
    return { ...(target.storageClass === undefined ? object : withoutOldClass(object)), spec } as Claim;
  });
  const changedBinding = (binding: WorkspaceBinding): WorkspaceBinding => {
    const template = binding.volumeClaimTemplate;
    if (template?.spec === undefined) return binding;
    const spec = changedSpec(template.spec, `workspace ${binding.name}`);
    return { ...binding, volumeClaimTemplate: { ...template, spec } };
  };
  const { workspaces } = payload.run.spec;
  const run =
    workspaces === undefined
      ? payload.run
      : { ...payload.run, spec: { ...payload.run.spec, workspaces: workspaces.map(changedBinding) } };
  return { payload: { ...payload, objects, run }, changes, warnings: [] };
}

export function isClaim(object: KubeObject): object is Claim {
  return object.kind === 'PersistentVolumeClaim';
}

/** The storage class of a claim, as Kubernetes sees it; undefined for the cluster's default. */
export function classOf(claim: Claim): string | undefined {
  return claim.metadata.annotations?.[OLD_CLASS_ANNOTATION] ?? claim.spec.storageClassName;
}

/**
 * The spec with a class; an empty one is left out, as in a claim that means the cluster's default, and `""` means none.
 */
function classed(spec: ClaimSpec, storageClass: string): ClaimSpec {
  const { storageClassName: _before, ...rest } = spec;
  return storageClass === '' ? rest : { ...rest, storageClassName: storageClass };
}

function sized(spec: ClaimSpec, storage: string): ClaimSpec {
  const { resources } = spec;
  return { ...spec, resources: { ...resources, requests: { ...resources?.requests, storage } } };
}

function withoutOldClass(object: Claim): Claim {
  const { annotations } = object.metadata;
  if (annotations?.[OLD_CLASS_ANNOTATION] === undefined) return object;
  const { [OLD_CLASS_ANNOTATION]: _gone, ...kept } = annotations;
  return { ...object, metadata: { ...object.metadata, annotations: kept } };
}

function differences(before: ClaimSpec, after: ClaimSpec, where: string): string[] {
  const className = (spec: ClaimSpec) => spec.storageClassName ?? "the cluster's default";
  const size = (spec: ClaimSpec) => String(spec.resources?.requests?.storage ?? 'none');
  return [
    ...(className(before) === className(after)
      ? []
      : [`storage class of ${where}: ${className(before)} -> ${className(after)}`]),
    ...(size(before) === size(after) ? [] : [`size of ${where}: ${size(before)} -> ${size(after)}`]),
  ];
}
