import type { Planned } from '../../core/inspection.ts';
import { mergeRequirements, NO_REQUIREMENTS } from '../../core/target/requirements.ts';
import type { KubeObject } from '../../core/k8s/object.ts';
import { SubpipeError } from '../../errors.ts';
import type { Cluster } from '../../ports.ts';
import { preflight } from '../run/preflight.ts';

/** What a cluster says to a plan before anything of it is created. */
export type DryRunReport = {
  /** Objects that the server took. */
  readonly accepted: number;
  /** Objects that it refuses, with its reason, and storage classes that it does not have. */
  readonly refusals: readonly string[];
  /** Rights that a run needs and that we do not have. */
  readonly lacking: readonly string[];
  /** What could not be found out. */
  readonly notes: readonly string[];
};

/** Marks the class that claims without one get: https://kubernetes.io/docs/concepts/storage/storage-classes/#default-storageclass */
const DEFAULT_CLASS_ANNOTATION = 'storageclass.kubernetes.io/is-default-class';

/**
 * Has the server judge every object of the plan. Namespaces of the plan do not exist, so what belongs into them is
 * judged in `namespace`, which must exist: its quotas and policies count, not those of a new namespace.
 *
 * @throws SubpipeError `unreachable`, `tekton-missing`.
 */
export async function dryRunPlan(
  planned: readonly Planned[],
  context: { readonly cluster: Cluster; readonly namespace: string; readonly abort: AbortSignal },
): Promise<DryRunReport> {
  const lacking = await lackingRights(context.cluster, context.abort);
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
  return { accepted, refusals: [...refusals, ...storage.missing], lacking, notes: storage.notes };
}

async function lackingRights(cluster: Cluster, abort: AbortSignal): Promise<readonly string[]> {
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
  // Somebody's object has that name there; in the new namespace nobody's has.
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
