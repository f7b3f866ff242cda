import { localRefs, type LocalRef } from '../../core/payload/local-refs.ts';
import type { KubeObject } from '../../core/k8s/object.ts';
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
 * Reads definitions of a namespace, and those that they use by name, and so on; each once, as its author would write
 * it. What is not there or may not be read goes to `problems`.
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
    const fresh = open.filter(({ kind, name }) => !seen.has(`${kind} ${name}`) && seen.add(`${kind} ${name}`));
    const read = await Promise.all(
      fresh.map(({ kind, name }) =>
        getOrReport({ apiVersion: API_VERSIONS[kind], kind, namespace, name }, { cluster, abort }, problems),
      ),
    );
    const objects = read.flatMap((object) => (object === undefined ? [] : [asManifest(object)]));
    found.push(...objects);
    open = objects.flatMap((object) => localRefs(object['spec']));
  }
  return found;
}

/** Reads one object; why it cannot be read goes to `problems`. */
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
