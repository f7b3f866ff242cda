import { type KubeObject, specOf } from '../../core/k8s/object.ts';
import { localRefs, type LocalRef } from '../../core/payload/definition-refs.ts';
import { asManifest } from '../../core/k8s/as-manifest.ts';
import { TEKTON_V1 } from '../../core/tekton/types.ts';
import { SubpipeError } from '../../errors.ts';
import type { Cluster } from '../../ports.ts';

/** StepActions have no v1 (Tekton v1.15). */
const API_VERSIONS: Readonly<Record<LocalRef['kind'], string>> = {
  Pipeline: TEKTON_V1,
  Task: TEKTON_V1,
  StepAction: 'tekton.dev/v1beta1',
};

/**
 * Reads definitions of a namespace, those that they use by name, and so on. Each is read once, and is given as its
 * author would write it. A definition that does not exist, or may not be read, is reported in `problems`.
 *
 * @throws SubpipeError `unreachable`.
 */
export async function readDefinitions(
  wanted: readonly LocalRef[],
  { namespace, cluster, abort }: { readonly namespace: string; readonly cluster: Cluster; readonly abort: AbortSignal },
  problems: string[],
): Promise<readonly KubeObject[]> {
  const seen = new Set<string>();
  const found: KubeObject[] = [];
  let open = wanted;
  while (open.length > 0) {
    const byTitle = new Map(open.map((ref) => [`${ref.kind} ${ref.name}`, ref]));
    const fresh = [...byTitle].filter(([title]) => !seen.has(title));
    for (const [title] of fresh) seen.add(title);
    const read = await Promise.all(
      fresh.map(([, { kind, name }]) =>
        getOrReport({ apiVersion: API_VERSIONS[kind], kind, namespace, name }, { cluster, abort }, problems),
      ),
    );
    const objects = read.flatMap((object) => (object === undefined ? [] : [asManifest(object)]));
    found.push(...objects);
    open = objects.flatMap((object) => localRefs(specOf(object)));
  }
  return found;
}

/**
 * Reads one object; where it cannot be read, the reason goes to `problems`.
 *
 * @throws SubpipeError `unreachable`.
 */
export async function getOrReport<T extends KubeObject>(
  ref: { readonly apiVersion: string; readonly kind: string; readonly namespace: string; readonly name: string },
  { cluster, abort }: { readonly cluster: Cluster; readonly abort: AbortSignal },
  problems: string[],
): Promise<T | undefined> {
  try {
    const object = await cluster.get<T>(ref, abort);
    if (object === undefined) problems.push(`${ref.kind} ${ref.namespace}/${ref.name} is not in the cluster`);
    return object;
  } catch (error) {
    if (!(error instanceof SubpipeError) || error.code === 'unreachable' || abort.aborted) throw error;
    problems.push(`${ref.kind} ${ref.namespace}/${ref.name}: ${error.message}`);
    return undefined;
  }
}
