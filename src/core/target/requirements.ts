import { specOf } from '../k8s/object.ts';
import { isPullSecret, objectRefs } from '../k8s/object-refs.ts';
import { classOf, isClaim } from './claims.ts';
import { mapTaskSpecs } from '../payload/map-task-specs.ts';
import { definitionRefs } from '../payload/definition-refs.ts';
import type { Payload } from '../payload/payload.ts';
import { isPipeline, isTask } from '../tekton/task-specs.ts';
import type { Step } from '../tekton/types.ts';

/** What a payload needs of the cluster and cannot bring itself; each list is sorted and has each name once. */
export type ClusterRequirements = {
  readonly images: readonly string[];
  /** Names; the empty one is the cluster's default class. */
  readonly storageClasses: readonly string[];
  /** Those that the run names. Where the payload does not have one, subpipe makes it, without rights. */
  readonly serviceAccounts: readonly string[];
  readonly imagePullSecrets: readonly string[];
  /** `key=value` labels that a node must have. */
  readonly nodeSelector: readonly string[];
  /** Resolvers of remote Tasks and Pipelines, and kinds of custom tasks. */
  readonly controllers: readonly string[];
};

export const NO_REQUIREMENTS: ClusterRequirements = {
  images: [],
  storageClasses: [],
  serviceAccounts: [],
  imagePullSecrets: [],
  nodeSelector: [],
  controllers: [],
};

/** The requirements of one payload. */
export function requirementsOf(payload: Payload): ClusterRequirements {
  const { spec } = payload.run;
  const templates = [spec.taskRunTemplate?.podTemplate, ...(spec.taskRunSpecs ?? []).map((each) => each.podTemplate)];
  const accounts = [
    spec.taskRunTemplate?.serviceAccountName,
    ...(spec.taskRunSpecs ?? []).map((s) => s.serviceAccountName),
  ];
  const claimTemplates = (spec.workspaces ?? []).flatMap(({ volumeClaimTemplate }) => volumeClaimTemplate?.spec ?? []);
  return sorted({
    images: imagesOf(payload),
    storageClasses: [
      ...payload.objects.filter(isClaim).map(classOf),
      ...claimTemplates.map(({ storageClassName }) => storageClassName),
    ]
      // A class that is `""` on purpose asks for a volume that somebody made by hand.
      .filter((name) => name !== '')
      .map((name) => name ?? ''),
    serviceAccounts: accounts.flatMap((name) => name ?? []),
    imagePullSecrets: [
      ...[payload.run, ...payload.objects.filter(({ kind }) => kind === 'ServiceAccount')]
        .flatMap(objectRefs)
        .filter(isPullSecret)
        .map(({ name }) => name),
    ],
    nodeSelector: templates.flatMap((each) => Object.entries(each?.nodeSelector ?? {}).map(([k, v]) => `${k}=${v}`)),
    controllers: controllersOf(payload),
  });
}

/** The requirements of two payloads in one. */
export function mergeRequirements(one: ClusterRequirements, other: ClusterRequirements): ClusterRequirements {
  const entries = Object.entries(one).map(
    ([key, list]) => [key, [...list, ...other[key as keyof ClusterRequirements]]] as const,
  );
  return sorted(Object.fromEntries(entries) as Record<keyof ClusterRequirements, string[]>);
}

function sorted(requirements: ClusterRequirements): ClusterRequirements {
  const entries = Object.entries(requirements).map(([key, list]) => [key, [...new Set(list)].toSorted()] as const);
  return Object.fromEntries(entries) as Record<keyof ClusterRequirements, string[]>;
}

function imagesOf(payload: Payload): string[] {
  const images: string[] = [];
  const look = ({ image }: Step) => {
    if (image !== undefined) images.push(image);
  };
  mapTaskSpecs(payload, (spec) => {
    [...(spec.steps ?? []), ...(spec.sidecars ?? []), spec.stepTemplate ?? {}].forEach(look);
    return spec;
  });
  for (const object of payload.objects.filter(({ kind }) => kind === 'StepAction')) {
    const image = specOf(object)?.['image'];
    if (typeof image === 'string') images.push(image);
  }
  return images;
}

/** The resolvers that fetch definitions, and the custom tasks, which need a controller of their own. */
function controllersOf({ run, objects }: Payload): string[] {
  const users = [run, ...objects.filter((object) => isPipeline(object) || isTask(object))];
  return users
    .flatMap((user) => definitionRefs(specOf(user)))
    .flatMap(({ kind, resolver, customKind }) => [
      ...(resolver === undefined ? [] : [`resolver ${resolver}`]),
      ...(kind !== 'Task' || customKind === undefined ? [] : [`custom task ${customKind}`]),
    ]);
}
