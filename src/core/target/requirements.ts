import { isObject } from '../json.ts';
import { fieldOf, type KubeObject } from '../k8s/object.ts';
import { classOf, isClaim } from './claims.ts';
import { mapTaskSpecs } from '../payload/map-task-specs.ts';
import type { Payload } from '../payload/payload.ts';
import type { Step } from '../tekton/types.ts';

/** What a payload needs of the cluster that no payload can bring along; each list sorted, without repetition. */
export type ClusterRequirements = {
  readonly images: readonly string[];
  /** Names; empty stands for the cluster's default class. */
  readonly storageClasses: readonly string[];
  /** Named by the run. subpipe makes those that the payload does not bring, without any rights. */
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

/** The wants of one payload. */
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
      // One that is empty on purpose asks for a volume that somebody made by hand.
      .filter((name) => name !== '')
      .map((name) => name ?? ''),
    serviceAccounts: accounts.flatMap((name) => name ?? []),
    imagePullSecrets: [
      ...templates.flatMap((each) => each?.imagePullSecrets ?? []).flatMap(({ name }) => name ?? []),
      ...payload.objects.flatMap(pullSecretsOfAccount),
    ],
    nodeSelector: templates.flatMap((each) => Object.entries(each?.nodeSelector ?? {}).map(([k, v]) => `${k}=${v}`)),
    controllers: controllersOf(payload),
  });
}

/** Two wants in one. */
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
    const spec = fieldOf(object, 'spec');
    if (isObject(spec) && typeof spec['image'] === 'string') images.push(spec['image']);
  }
  return images;
}

function pullSecretsOfAccount(object: KubeObject): string[] {
  if (object.kind !== 'ServiceAccount') return [];
  const imagePullSecrets = fieldOf(object, 'imagePullSecrets');
  return (Array.isArray(imagePullSecrets) ? (imagePullSecrets as unknown[]) : []).flatMap((each) =>
    isObject(each) && typeof each['name'] === 'string' ? [each['name']] : [],
  );
}

function controllersOf({ run, objects }: Payload): string[] {
  const found: string[] = [];
  const look = (value: unknown): void => {
    if (Array.isArray(value)) (value as unknown[]).forEach(look);
    if (!isObject(value)) return;
    for (const [key, each] of Object.entries(value)) {
      const isRef = (key === 'taskRef' || key === 'pipelineRef' || key === 'ref') && isObject(each);
      if (isRef && typeof each['resolver'] === 'string') found.push(`resolver ${each['resolver']}`);
      if (key === 'taskRef' && isRef && typeof each['kind'] === 'string' && each['kind'] !== 'Task') {
        found.push(`custom task ${each['kind']}`);
      }
      look(each);
    }
  };
  look([run.spec, objects.filter(({ kind }) => kind === 'Pipeline' || kind === 'Task')]);
  return found;
}
