import { unresolvedRefs } from '../../core/payload/unresolved-refs.ts';
import type { Payload, PayloadResult } from '../../core/payload/payload.ts';
import { runOfPipeline, WORKSPACE_STORAGE } from '../../core/payload/run-of-pipeline.ts';
import type { Param } from '../../core/tekton/types.ts';
import type { Cluster } from '../../ports.ts';
import { readDefinitions } from './read-definitions.ts';

export type PipelineSource = { readonly name: string; readonly namespace: string; readonly params: readonly Param[] };

/**
 * Makes a payload of a Pipeline of the cluster: a copy of it and of the Tasks and StepActions that it uses, and a run
 * of it with the given params. ConfigMaps and Secrets are neither read nor copied.
 *
 * @throws SubpipeError `unreachable`.
 */
export async function readPipeline(
  { name, namespace, params }: PipelineSource,
  cluster: Cluster,
  abort: AbortSignal,
): Promise<PayloadResult> {
  const file = `Pipeline ${namespace}/${name}`;
  const problems: string[] = [];
  const objects = await readDefinitions([{ kind: 'Pipeline', name }], { namespace, cluster, abort }, problems);
  if (problems.length > 0) return { ok: false, problems };
  const { run, workspaces } = runOfPipeline(objects, name, params);
  const payload: Payload = { file, run, objects, isFromCluster: true };
  const dangling = unresolvedRefs(payload);
  if (dangling.length > 0) return { ok: false, problems: dangling };
  if (workspaces.length === 0) return { ok: true, payload };
  const notice = `${file}: a new volume of ${WORKSPACE_STORAGE} for each workspace: ${workspaces.join(', ')}`;
  return { ok: true, payload, notices: [notice] };
}
