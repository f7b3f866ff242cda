import type { KubeObject } from '../k8s/object.ts';
import { isPipeline } from '../tekton/task-specs.ts';
import type { Pipeline, PipelineRun, PipelineSpec } from '../tekton/types.ts';
import type { Payload } from './payload.ts';

/** True for the Pipeline that the run names. A run whose pipeline is embedded, or fetched by a resolver, names none. */
export function isPipelineOf({ spec }: PipelineRun, object: KubeObject): object is Pipeline {
  const { pipelineSpec, pipelineRef } = spec;
  const name = pipelineSpec === undefined && pipelineRef?.resolver === undefined ? pipelineRef?.name : undefined;
  return name !== undefined && isPipeline(object) && object.metadata.name === name;
}

/** The Pipeline that the payload's run names; undefined where it is embedded or not in the payload. */
export function pipelineOf({ run, objects }: Payload): Pipeline | undefined {
  return objects.find((object): object is Pipeline => isPipelineOf(run, object));
}

/** The spec of the payload's pipeline; undefined where it is not in the payload but in the cluster or at a resolver. */
export function pipelineSpecOf(payload: Payload): PipelineSpec | undefined {
  return payload.run.spec.pipelineSpec ?? pipelineOf(payload)?.spec;
}
