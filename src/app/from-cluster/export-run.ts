import { exportedRun, withResolvedTasks } from '../../core/export/export.ts';
import { fieldOf, type KubeObject, type OpenObject, specOf, titleOf } from '../../core/k8s/object.ts';
import { unsetParams } from '../../core/payload/unset-params.ts';
import { asManifest, unboundClaim } from '../../core/k8s/as-manifest.ts';
import { type ObjectReference, objectRefs } from '../../core/k8s/object-refs.ts';
import { definitionRefs, type LocalRef, localRefs } from '../../core/payload/definition-refs.ts';
import { runOfPipeline, WORKSPACE_STORAGE } from '../../core/payload/run-of-pipeline.ts';
import { type PipelineRun, type TaskRun, TEKTON_V1 } from '../../core/tekton/types.ts';
import { taskRunsOfRun } from '../../core/tekton/task-runs-of-run.ts';
import type { Cluster } from '../../ports.ts';
import { getOrReport, readDefinitions } from './read-definitions.ts';

export type ExportSource = {
  readonly kind: 'PipelineRun' | 'Pipeline';
  readonly namespace: string;
  readonly name: string;
};

export type Collected = {
  /** The run and all that it needs, without namespaces. */
  readonly objects: readonly KubeObject[];
  readonly uid: string;
  /** A sentence for each object that should be in the export and cannot be read. */
  readonly problems: readonly string[];
  /** Sentences that the user of the export should know. */
  readonly notices: readonly string[];
};

type Reading = { readonly namespace: string; readonly cluster: Cluster; readonly abort: AbortSignal };

/**
 * Collects a PipelineRun, or a run made of a Pipeline, with all that it needs of its namespace: definitions,
 * ConfigMaps, Secrets (where `secrets` is set), PersistentVolumeClaims without what is in them, ServiceAccounts.
 * Undefined, with the reason in `problems`, where the target itself cannot be read.
 *
 * @throws SubpipeError `unreachable`; `not-allowed` or `api` where the TaskRuns of a run that needs them cannot be
 * listed.
 */
export async function collectExport(
  target: ExportSource,
  { secrets, ...access }: { readonly cluster: Cluster; readonly abort: AbortSignal; readonly secrets: boolean },
): Promise<Collected> {
  const reading = { namespace: target.namespace, ...access };
  const problems: string[] = [];
  const notices: string[] = [];
  const main =
    target.kind === 'PipelineRun'
      ? await readRun(target.name, reading, { problems, notices })
      : await readPipelineRun(target.name, reading, { problems, notices });
  if (main === undefined) return { objects: [], uid: '', problems, notices };
  const { run, definitions, uid } = main;
  const missing = unsetParams({ file: target.name, run, objects: definitions });
  if (missing.length > 0) notices.push(`params without a value, to be given by overrides: ${missing.join(', ')}`);
  const needed = await readReferences([run, ...definitions], { ...reading, secrets }, { problems, notices });
  return { objects: [...needed, ...definitions, run], uid, problems, notices };
}

type CollectLog = { readonly problems: string[]; readonly notices: string[] };
type Main = { readonly run: PipelineRun; readonly definitions: readonly KubeObject[]; readonly uid: string };

async function readRun(name: string, reading: Reading, { problems, notices }: CollectLog): Promise<Main | undefined> {
  const { namespace, cluster, abort } = reading;
  const ref = { apiVersion: TEKTON_V1, kind: 'PipelineRun', namespace, name };
  const source = await getOrReport<PipelineRun>(ref, reading, problems);
  if (source === undefined) return undefined;
  const exported = exportedRun(source);
  const definitions = await readDefinitions(localRefs(exported.value.spec), reading, problems);
  const used = [exported.value, ...definitions].flatMap((object) => definitionRefs(specOf(object)));
  const usesResolvers = used.some(({ resolver }) => resolver !== undefined);
  const taskRuns = usesResolvers ? await cluster.list<TaskRun>(taskRunsOfRun(ref), abort) : [];
  const resolved = withResolvedTasks(exported.value, definitions, taskRuns);
  notices.push(...exported.notices, ...resolved.notices);
  const { value } = resolved;
  // A Task that a resolver fetched may use StepActions by name.
  const missing = usesResolvers ? missingDefinitions(value) : [];
  const found = problems.length > 0 ? [] : await readDefinitions(missing, reading, problems);
  return { run: value.run, definitions: [...value.definitions, ...found], uid: source.metadata.uid ?? '' };
}

function missingDefinitions({ run, definitions }: Pick<Main, 'run' | 'definitions'>): readonly LocalRef[] {
  const held = new Set(definitions.map(titleOf));
  const used = [run, ...definitions].flatMap((object) => localRefs(specOf(object)));
  return used.filter(({ kind, name }) => !held.has(`${kind} ${name}`));
}

async function readPipelineRun(
  name: string,
  reading: Reading,
  { problems, notices }: CollectLog,
): Promise<Main | undefined> {
  const { namespace } = reading;
  const source = await getOrReport({ apiVersion: TEKTON_V1, kind: 'Pipeline', namespace, name }, reading, problems);
  if (source === undefined) return undefined;
  const definitions = await readDefinitions([{ kind: 'Pipeline', name }], reading, problems);
  const { run, workspaces } = runOfPipeline(definitions, name, []);
  if (workspaces.length > 0) {
    notices.push(`a new volume of ${WORKSPACE_STORAGE} for each workspace: ${workspaces.join(', ')}`);
  }
  return { run, definitions, uid: source.metadata.uid ?? '' };
}

/** Reads all that the objects refer to, and what that refers to. */
async function readReferences(
  roots: readonly KubeObject[],
  { secrets, ...reading }: Reading & { readonly secrets: boolean },
  { problems, notices }: CollectLog,
): Promise<readonly KubeObject[]> {
  const seen = new Set<string>();
  const found: KubeObject[] = [];
  const withheld: string[] = [];
  let open = roots.flatMap(objectRefs);
  while (open.length > 0) {
    const fresh = unseen(open, seen);
    for (const { kind, name } of fresh) seen.add(`${kind} ${name}`);
    const isWithheld = ({ kind }: ObjectReference) => kind === 'Secret' && !secrets;
    withheld.push(...fresh.filter(isWithheld).map(({ name }) => name));
    const wanted = fresh.filter((reference) => !isWithheld(reference));
    const read = await Promise.all(wanted.map((reference) => readOne(reference, reading, { problems, notices })));
    const kept = read.flatMap((object) => (object === undefined ? [] : portable(object, notices)));
    found.push(...kept);
    open = kept.flatMap(objectRefs);
  }
  if (withheld.length > 0) notices.push(`Secrets that are left out, and that the run needs: ${withheld.join(', ')}`);
  return found;
}

/** The references to objects that were not read yet, one for each; not optional where any of them is not. */
function unseen(open: readonly ObjectReference[], seen: ReadonlySet<string>): readonly ObjectReference[] {
  const firmFirst = open.toSorted((a, b) => Number(a.optional) - Number(b.optional));
  const fresh = new Map<string, ObjectReference>();
  for (const each of firmFirst) {
    const title = `${each.kind} ${each.name}`;
    if (!seen.has(title) && !fresh.has(title)) fresh.set(title, each);
  }
  return [...fresh.values()];
}

async function readOne(
  { kind, name, optional }: ObjectReference,
  reading: Reading,
  { problems, notices }: CollectLog,
): Promise<KubeObject | undefined> {
  const said: string[] = [];
  const object = await getOrReport({ apiVersion: 'v1', kind, namespace: reading.namespace, name }, reading, said);
  if (optional) notices.push(...said.map((sentence) => `${sentence}; the run does without it`));
  else problems.push(...said);
  return object;
}

/** The object in a form for another cluster; none where it has no meaning there. */
function portable(object: KubeObject, notices: string[]): readonly KubeObject[] {
  const title = titleOf(object);
  switch (object.kind) {
    case 'PersistentVolumeClaim': {
      const claim = unboundClaim(asManifest(object)) as KubeObject & {
        readonly spec?: { readonly storageClassName?: string };
      };
      const storageClass = claim.spec?.storageClassName;
      const where = storageClass === undefined ? '' : `; it asks for the storage class ${storageClass}`;
      notices.push(`${title} comes empty: what is on the volume is not in the export${where}`);
      return [claim];
    }
    case 'Secret':
      // The token of a ServiceAccount is made by its cluster and of no use in another one.
      return fieldOf(object, 'type') === 'kubernetes.io/service-account-token' ? [] : [asManifest(object)];
    case 'ServiceAccount': {
      const { secrets = [], imagePullSecrets = [] }: OpenObject = object;
      const isBare = [secrets, imagePullSecrets].flat().length === 0;
      if (object.metadata.name === 'default' && isBare) return [];
      notices.push(`${title} comes without its rights: Roles and bindings are not in the export`);
      return [asManifest(object)];
    }
    default:
      return [asManifest(object)];
  }
}
