import type { KubeObject } from '../k8s/object.ts';
import { isPipeline } from '../tekton/task-specs.ts';
import { type Param, type PipelineRun, TEKTON_V1 } from '../tekton/types.ts';

/** Size of the volume for a workspace, as a Pipeline does not say how much it needs. */
export const WORKSPACE_STORAGE = '1Gi';

export type MadeRun = {
  readonly run: PipelineRun;
  /** Workspaces that get a new volume; optional ones are left out. */
  readonly workspaces: readonly string[];
};

/** A run of a Pipeline that is among the objects, with the given params and a new volume for each of its workspaces. */
export function runOfPipeline(objects: readonly KubeObject[], name: string, params: readonly Param[]): MadeRun {
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
  return { run, workspaces };
}

function workspacesOf(objects: readonly KubeObject[], pipeline: string): readonly string[] {
  const found = objects.filter(isPipeline).find(({ metadata }) => metadata.name === pipeline);
  return (found?.spec.workspaces ?? []).filter(({ optional }) => optional !== true).map(({ name }) => name);
}

/** A claim and not an emptyDir: each pod has its own emptyDir, and tasks pass files on in workspaces. */
function newVolume(name: string) {
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: WORKSPACE_STORAGE } } };
  return { name, volumeClaimTemplate: { spec } };
}
