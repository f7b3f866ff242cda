import type { KubeObject } from '../k8s/object.ts';
import { isPipeline } from '../tekton/task-specs.ts';
import type { Pipeline, PipelineRun, PipelineSpec } from '../tekton/types.ts';
import type { Payload } from './payload.ts';

/** True for the Pipeline that the run names; of a run that has its pipeline embedded, or fetched, there is none. */
export function isPipelineOf({ spec }: PipelineRun, object: KubeObject): object is Pipeline {
  const { pipelineSpec, pipelineRef } = spec;
  const name = pipelineSpec === undefined && pipelineRef?.resolver === undefined ? pipelineRef?.name : undefined;
  return name !== undefined && isPipeline(object) && object.metadata.name === name;
}

/** The Pipeline that the payload's run names; undefined where it is embedded or lives elsewhere. */
export function pipelineOf({ run, objects }: Payload): Pipeline | undefined {
  return objects.find((object): object is Pipeline => isPipelineOf(run, object));
}

/** The spec of the payload's pipeline; undefined where it lives elsewhere (a resolver, the cluster). */
export function pipelineSpecOf(payload: Payload): PipelineSpec | undefined {
  return payload.run.spec.pipelineSpec ?? pipelineOf(payload)?.spec;
}
