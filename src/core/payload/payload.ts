import type { KubeObject } from '../k8s/object.ts';
import type { PipelineRun } from '../tekton/types.ts';

/** What a pipeline is made of: one PipelineRun and the objects that it needs. */
export type Payload = {
  /** The file that it was read from, for messages. */
  readonly file: string;
  readonly run: PipelineRun;
  /** Everything but the PipelineRun and Namespaces, as tekton.dev/v1 where it is Tekton's. */
  readonly objects: readonly KubeObject[];
};

/**
 * Kinds that a payload may hold besides its PipelineRun. Roles and bindings are refused: a payload runs with the
 * rights that the cluster's administrator gave to runs, never with more.
 */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  Pipeline: ['tekton.dev/v1'],
  Task: ['tekton.dev/v1'],
  StepAction: ['tekton.dev/v1beta1', 'tekton.dev/v1alpha1'],
  PersistentVolumeClaim: ['v1'],
  ConfigMap: ['v1'],
  Secret: ['v1'],
  ServiceAccount: ['v1'],
};

/** An object of a payload with its place, such as `main.json:7:5: spec.payload.resources[3]`. */
export type LocatedObject = {
  readonly where: string;
  readonly object: KubeObject;
  /** `file:line:col` of a field, or of the nearest one around it that stands in the file. */
  readonly at?: (path: readonly PropertyKey[]) => string;
};

export type PayloadResult =
  | {
      readonly ok: true;
      readonly payload: Payload;
      /** `file:line:col` of a field of the object of that kind and name; absent where the text is not in a file. */
      readonly placeOf?: (object: string, path: readonly PropertyKey[]) => string | undefined;
      /** What somebody who runs it should know beforehand; nothing of it stops the run. */
      readonly notices?: readonly string[];
    }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Sorts the objects of a payload and says all that is wrong with them at once. Namespaces are left out: we make our own. */
export function assemblePayload(file: string, placed: readonly LocatedObject[]): PayloadResult {
  const problems: string[] = [];
  const objects: KubeObject[] = [];
  const runs: { where: string; run: PipelineRun }[] = [];
  const seen = new Map<string, string>();
  for (const { where, object } of placed) {
    const { apiVersion, kind, metadata } = object;
    const title = `${kind} ${metadata.name ?? metadata.generateName ?? '(no name)'}`;
    if (kind === 'Namespace') continue;
    if (kind === 'PipelineRun' && apiVersion === 'tekton.dev/v1') {
      runs.push({ where, run: object as PipelineRun });
      continue;
    }
    const versions = KINDS[kind];
    if (versions === undefined || !versions.includes(apiVersion)) {
      problems.push(`${where}: ${title} (${apiVersion}) cannot be part of a payload; allowed: ${kindList()}`);
      continue;
    }
    if (metadata.name === undefined || metadata.name === '') {
      problems.push(`${where}: ${kind} has no metadata.name`);
      continue;
    }
    const first = seen.get(title);
    if (first !== undefined) problems.push(`${where}: ${title} is there already, at ${first}`);
    seen.set(title, where);
    objects.push(object);
  }
  const [only, ...others] = runs;
  if (only === undefined) problems.push(`${file}: holds no PipelineRun, needs exactly one`);
  if (others.length > 0) {
    const list = runs.map(
      ({ where, run }) => `${run.metadata.name ?? run.metadata.generateName ?? '(no name)'} at ${where}`,
    );
    problems.push(`${file}: holds ${runs.length} PipelineRuns, needs exactly one: ${list.join(', ')}`);
  }
  if (only === undefined || problems.length > 0) return { ok: false, problems };
  return { ok: true, payload: { file, run: only.run, objects } };
}

function kindList(): string {
  return ['PipelineRun', ...Object.keys(KINDS), 'Namespace (ignored)'].join(', ');
}
