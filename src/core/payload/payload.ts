import { type KubeObject, titleOf } from '../k8s/object.ts';
import type { PipelineRun } from '../tekton/types.ts';
import { type LocatedObject, type Place, placeOfObject, type Where } from './location.ts';

/** What a pipeline is made of: one PipelineRun and the objects that it needs. */
export type Payload = {
  /** The name of the file that it was read from, for messages. */
  readonly file: string;
  readonly run: PipelineRun;
  /** All objects but the PipelineRun and Namespaces; those of Tekton are of tekton.dev/v1. */
  readonly objects: readonly KubeObject[];
  /** True where it was made of a Pipeline of the cluster: then ConfigMaps and Secrets are not in it. */
  readonly isFromCluster?: boolean;
};

/**
 * The kinds that a payload may hold in addition to its PipelineRun. Roles and bindings are refused: a payload runs with
 * the rights that the cluster's administrator gave to runs, never with more.
 */
const KINDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['Pipeline', ['tekton.dev/v1']],
  ['Task', ['tekton.dev/v1']],
  ['StepAction', ['tekton.dev/v1beta1', 'tekton.dev/v1alpha1']],
  ['PersistentVolumeClaim', ['v1']],
  ['ConfigMap', ['v1']],
  ['Secret', ['v1']],
  ['ServiceAccount', ['v1']],
]);

export type PayloadResult =
  | {
      readonly ok: true;
      readonly payload: Payload;
      /** The place of a part of the payload in its file; absent where the payload comes from no file. */
      readonly placeOf?: (where: Where) => Place | undefined;
      /** What its user should know before a run; none of it stops the run. */
      readonly notices?: readonly string[];
    }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Makes a payload of objects, or gives every problem with them. Namespaces are left out: a launch has its own. */
export function assemblePayload(file: string, located: readonly LocatedObject[]): PayloadResult {
  const problems: string[] = [];
  const objects: KubeObject[] = [];
  const runs: { place: string; run: PipelineRun }[] = [];
  const seen = new Map<string, string>();
  for (const each of located) {
    const { object } = each;
    const { apiVersion, kind, metadata } = object;
    const [place, title] = [placeOfObject(each), titleOf(object)];
    if (kind === 'Namespace') continue;
    if (kind === 'PipelineRun' && apiVersion === 'tekton.dev/v1') {
      runs.push({ place, run: object as PipelineRun });
      continue;
    }
    const versions = KINDS.get(kind);
    if (versions === undefined || !versions.includes(apiVersion)) {
      problems.push(`${place}: ${title} (${apiVersion}) cannot be part of a payload; allowed: ${kindList()}`);
      continue;
    }
    if (metadata.name === undefined || metadata.name === '') {
      problems.push(`${place}: ${kind} has no metadata.name`);
      continue;
    }
    const first = seen.get(title);
    if (first !== undefined) problems.push(`${place}: ${title} is there already, at ${first}`);
    seen.set(title, place);
    objects.push(object);
  }
  const [only, ...others] = runs;
  if (only === undefined) problems.push(`${file}: holds no PipelineRun, needs exactly one`);
  if (others.length > 0) {
    const list = runs.map(
      ({ place, run }) => `${run.metadata.name ?? run.metadata.generateName ?? '(no name)'} at ${place}`,
    );
    problems.push(`${file}: holds ${runs.length} PipelineRuns, needs exactly one: ${list.join(', ')}`);
  }
  if (only === undefined || problems.length > 0) return { ok: false, problems };
  return { ok: true, payload: { file, run: only.run, objects } };
}

function kindList(): string {
  return ['PipelineRun', ...KINDS.keys(), 'Namespace (ignored)'].join(', ');
}
