import type { Planned } from '../../core/inspection.ts';
import { mergeRequirements, NO_REQUIREMENTS } from '../../core/target/requirements.ts';
import type { KubeObject } from '../../core/k8s/object.ts';
import { SubpipeError } from '../../errors.ts';
import type { Cluster } from '../../ports.ts';
import { preflight } from '../run/preflight.ts';

/** What a cluster says about a plan, nothing of which is created. */
export type DryRunReport = {
  /** How many objects the server accepts. */
  readonly accepted: number;
  /** A sentence for each object that it refuses, and for each storage class that it does not have. */
  readonly refusals: readonly string[];
  /** Rights that a run needs and that we do not have. */
  readonly missingRights: readonly string[];
  /** Sentences about what could not be checked. */
  readonly notes: readonly string[];
};

/**
 * Marks the storage class for claims that name none:
 * https://kubernetes.io/docs/concepts/storage/storage-classes/#default-storageclass
 */
const DEFAULT_CLASS_ANNOTATION = 'storageclass.kubernetes.io/is-default-class';

/**
 * Sends every object of the plan to the server as a dry run. The namespaces of the plan do not exist yet, so their
 * objects are sent as objects of `namespace`, which must exist: its quotas and policies apply.
 *
 * @throws SubpipeError `unreachable` or `tekton-missing`; `api` where storage classes cannot be listed for any reason
 * but missing rights.
 */
export async function dryRunPlan(
  planned: readonly Planned[],
  context: { readonly cluster: Cluster; readonly namespace: string; readonly abort: AbortSignal },
): Promise<DryRunReport> {
  const missingRights = await rightsThatAreMissing(context.cluster, context.abort);
  const storage = await checkStorage(planned, context.cluster, context.abort);
  const refusals: string[] = [];
  let accepted = 0;
  for (const { inspected, objects } of planned) {
    for (const object of objects) {
      const reason = await refusalOf(object, context);
      if (reason === undefined) accepted += 1;
      else refusals.push(`${inspected.name}: ${object.kind} ${object.metadata.name ?? ''}: ${reason}`);
    }
  }
  return { accepted, refusals: [...refusals, ...storage.missing], missingRights, notes: storage.notes };
}

async function rightsThatAreMissing(cluster: Cluster, abort: AbortSignal): Promise<readonly string[]> {
  try {
    await preflight(cluster, abort);
    return [];
  } catch (error) {
    if (error instanceof SubpipeError && error.code === 'not-allowed') return error.problems;
    throw error;
  }
}

async function refusalOf(
  object: KubeObject,
  { cluster, namespace, abort }: { readonly cluster: Cluster; readonly namespace: string; readonly abort: AbortSignal },
): Promise<string | undefined> {
  const moved =
    object.metadata.namespace === undefined ? object : { ...object, metadata: { ...object.metadata, namespace } };
  try {
    await cluster.dryRun(moved, abort);
    return undefined;
  } catch (error) {
    if (!(error instanceof SubpipeError) || error.code === 'unreachable' || error.code === 'interrupted') throw error;
    if (error.code !== 'conflict' || object.metadata.namespace === undefined) return error.message;
  }
  // An object of that name is there, which a new namespace will not have: so try it with another name.
  const { name = '', ...metadata } = moved.metadata;
  return refusalOf({ ...moved, metadata: { ...metadata, generateName: `${name}-` } }, { cluster, namespace, abort });
}

async function checkStorage(planned: readonly Planned[], cluster: Cluster, abort: AbortSignal) {
  const requirements = planned.reduce(
    (all, { inspected }) => mergeRequirements(all, inspected.launched.requirements),
    NO_REQUIREMENTS,
  );
  const missing: string[] = [];
  const notes: string[] = [];
  if (requirements.storageClasses.length === 0) return { missing, notes };
  let classes: readonly KubeObject[];
  try {
    const collection = { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', labelSelector: '' };
    classes = await cluster.list(collection, abort);
  } catch (error) {
    if (!(error instanceof SubpipeError) || error.code !== 'not-allowed') throw error;
    const names = requirements.storageClasses.map((name) => (name === '' ? 'the default class' : name)).join(', ');
    return { missing, notes: [`storage classes could not be looked at (${names}): ${error.message}`] };
  }
  const known = classes.map(({ metadata }) => metadata.name ?? '').join(', ') || 'none';
  for (const name of requirements.storageClasses) {
    if (name === '') {
      const hasDefault = classes.some(({ metadata }) => metadata.annotations?.[DEFAULT_CLASS_ANNOTATION] === 'true');
      if (!hasDefault) missing.push(`no default storage class; choose one with --storage-class; there are: ${known}`);
    } else if (!classes.some(({ metadata }) => metadata.name === name)) {
      missing.push(`storage class ${name} does not exist; choose one with --storage-class; there are: ${known}`);
    }
  }
  return { missing, notes };
}
