import { randomBytes } from 'node:crypto';
import { toV1 } from '../../../src/core/tekton/convert-v1.ts';
import { isObject, type JsonObject } from '../../../src/core/json.ts';
import type { KubeObject } from '../../../src/core/k8s/object.ts';
import { StatusError } from '../../../src/kube/api/errors.ts';
import { connect } from '../../../src/kube/auth/connect.ts';
import type { Cluster } from '../../../src/ports.ts';
import { differences } from './differences.ts';

/** A v1beta1 object, and where it comes from. */
export type Specimen = { readonly title: string; readonly object: KubeObject };

/** How one object fared, submitted as it is and submitted after our conversion. */
export type Verdict = { readonly specimen: Specimen } & (
  | { readonly kind: 'equal' }
  | { readonly kind: 'different'; readonly differences: readonly string[] }
  | { readonly kind: 'both-refuse'; readonly tekton: string; readonly ours: string }
  | { readonly kind: 'only-we-refuse'; readonly ours: string }
  | { readonly kind: 'only-tekton-refuses'; readonly tekton: string }
);

export interface TektonJudge {
  readonly namespace: string;
  judge(specimens: readonly Specimen[]): Promise<readonly Verdict[]>;
  /** A v1 object as Tekton shows it to those who read v1beta1; undefined where Tekton does not take it. */
  readAsBeta(object: KubeObject): Promise<KubeObject | undefined>;
  close(): Promise<void>;
}

const BETA = 'tekton.dev/v1beta1';
const V1 = 'tekton.dev/v1';
/** The webhook answers faster than this asks; more only wait in its queue. */
const AT_ONCE = 12;

/**
 * Lets the Tekton of a cluster judge our conversion. What it makes of the original (created as v1beta1, read as v1)
 * must equal what it makes of ours (created as v1, read as v1): both went through its defaults, so none of them has
 * to be known here. Where a controller runs, it leaves the PipelineRuns alone, for they are pending.
 */
export async function openTektonJudge(kubeconfig: string): Promise<TektonJudge> {
  const cluster = await connect({ kubeconfig, env: {}, notify: () => undefined, timings: { retryBoundMs: 5_000 } });
  const ending = new AbortController();
  const { signal: abort } = ending;
  const namespace = `subpipe-conversion-${randomBytes(4).toString('hex')}`;
  const made = await cluster.create<KubeObject>(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    abort,
  );
  let count = 0;

  const place = (object: KubeObject): KubeObject => {
    const { labels = {}, annotations = {} } = object.metadata;
    count += 1;
    return { ...object, metadata: { name: `c-${count}`, namespace, labels, annotations } };
  };

  async function judgeOne(specimen: Specimen): Promise<Verdict> {
    const original = pending(place(specimen.object));
    const { object: converted, problems } = toV1(original);
    const [tekton, ours] = await Promise.all([
      submit(cluster, original, V1, abort),
      problems.length > 0 ? problems.join('; ') : submit(cluster, place(converted), V1, abort),
    ]);
    if (typeof tekton === 'string')
      return typeof ours === 'string'
        ? { specimen, kind: 'both-refuse', tekton, ours }
        : { specimen, kind: 'only-tekton-refuses', tekton };
    if (typeof ours === 'string') return { specimen, kind: 'only-we-refuse', ours };
    const found = differences(comparable(tekton), comparable(ours));
    return found.length === 0 ? { specimen, kind: 'equal' } : { specimen, kind: 'different', differences: found };
  }

  return {
    namespace,
    judge: (specimens) => inParallel(specimens, judgeOne),
    async readAsBeta(object) {
      const read = await submit(cluster, pending(place(object)), BETA, abort);
      return typeof read === 'string' ? undefined : read;
    },
    async close() {
      const ref = { apiVersion: 'v1', kind: 'Namespace', name: namespace };
      await cluster.delete(ref, made.object.metadata.uid ?? '', abort);
      ending.abort();
      await cluster.close();
    },
  };
}

/** Creates the object and reads it in the given version; the reason where it is refused. */
async function submit(
  cluster: Cluster,
  object: KubeObject,
  apiVersion: string,
  abort: AbortSignal,
): Promise<KubeObject | string> {
  const { kind } = object;
  const { name = '', namespace = '' } = object.metadata;
  try {
    await cluster.create(object, abort);
  } catch (error) {
    // Anything else, such as a webhook that does not answer, is no verdict.
    if (error instanceof StatusError && [400, 422].includes(error.status)) return error.message;
    throw error;
  }
  const read = await cluster.get({ apiVersion, kind, namespace, name }, abort);
  if (read === undefined) throw new Error(`${kind} ${name} is gone right after it was created`);
  return read;
}

function pending(object: KubeObject): KubeObject {
  if (object.kind !== 'PipelineRun') return object;
  const { spec } = object as KubeObject & { spec?: JsonObject };
  const held = { ...object, spec: { status: 'PipelineRunPending', ...spec } };
  return held;
}

/**
 * What we ask for: spec, labels and annotations. Annotations of Tekton's own are left out, for no run of ours has any:
 * there it keeps what v1 has no field for, in case somebody reads v1beta1 again.
 */
function comparable(object: KubeObject): JsonObject {
  const { spec } = object as KubeObject & { spec?: unknown };
  const { labels = {}, annotations = {} } = object.metadata;
  const kept = Object.entries(annotations).filter(([name]) => !name.startsWith('tekton.dev/'));
  return { spec: isObject(spec) ? spec : {}, labels, annotations: Object.fromEntries(kept) };
}

/** `map` with so many calls under way at a time; the results are in order. */
export async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
