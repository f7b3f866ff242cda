import { referenceProblems } from '../core/check-references.ts';
import type { KubeObject } from '../core/kube-object.ts';
import { lackingObjects } from '../core/lacking-objects.ts';
import type { Payload, PayloadResult } from '../core/payload.ts';
import type { Param, PipelineRun, PipelineSpec } from '../core/tekton.ts';
import { TEKTON_V1 } from '../core/tekton.ts';
import type { Cluster } from '../ports.ts';
import { readDefinitions } from './read-definitions.ts';

/** Room that a workspace gets where nobody says how much it needs. */
export const WORKSPACE_STORAGE = '1Gi';

export type PipelineSource = { readonly name: string; readonly namespace: string; readonly params: readonly Param[] };

/**
 * Makes a payload of a Pipeline that lives in the cluster: a copy of it and of the Tasks and StepActions that it uses,
 * and a run of it with the params that are given. ConfigMaps and Secrets stay where they are: subpipe reads none.
 *
 * @throws SubpipeError `unreachable`.
 */
export async function readPipeline(
  { name, namespace, params }: PipelineSource,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<PayloadResult> {
  const file = `Pipeline ${namespace}/${name}`;
  const problems: string[] = [];
  const objects = await readDefinitions([{ kind: 'Pipeline', name }], { namespace, cluster, signal }, problems);
  if (problems.length > 0) return { ok: false, problems };
  const workspaces = workspacesOf(objects, name);
  const run: PipelineRun = {
    apiVersion: TEKTON_V1,
    kind: 'PipelineRun',
    metadata: { name },
    spec: {
      pipelineRef: { name },
      ...(params.length === 0 ? {} : { params }),
      ...(workspaces.length === 0 ? {} : { workspaces: workspaces.map(newVolume) }),
    },
  };
  const payload: Payload = { file, run, objects };
  const dangling = referenceProblems(payload);
  if (dangling.length > 0) return { ok: false, problems: dangling };
  return { ok: true, payload, notices: noticesOf(payload, workspaces) };
}

type Workspace = { readonly name: string; readonly optional?: boolean };

/** Workspaces that a run must bind; optional ones are left out. */
function workspacesOf(objects: readonly KubeObject[], pipeline: string): readonly string[] {
  const isIt = ({ kind, metadata }: KubeObject) => kind === 'Pipeline' && metadata.name === pipeline;
  const found = objects.find(isIt) as { spec?: PipelineSpec & { workspaces?: readonly Workspace[] } } | undefined;
  return (found?.spec?.workspaces ?? []).filter(({ optional }) => optional !== true).map(({ name }) => name);
}

/** Not an emptyDir: each pod would have one of its own, and tasks hand files on in workspaces. */
function newVolume(name: string) {
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: WORKSPACE_STORAGE } } };
  return { name, volumeClaimTemplate: { spec } };
}

function noticesOf(payload: Payload, workspaces: readonly string[]): readonly string[] {
  const { file } = payload;
  const lacking = lackingObjects(payload).map(
    ({ kind, name, usedBy }) =>
      `${file}: ${kind} ${name}, which ${usedBy.join(', ')} needs, is not copied, and pods that need it will not ` +
      'start; make a payload that holds it: subpipe export',
  );
  if (workspaces.length === 0) return lacking;
  const list = workspaces.join(', ');
  return [`${file}: a new volume of ${WORKSPACE_STORAGE} for each workspace: ${list}`, ...lacking];
}
