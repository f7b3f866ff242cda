import { isPipeline } from '../tekton/task-specs.ts';
import type { PipelineSpec, Pipeline } from '../tekton/types.ts';
import type { Payload } from './payload.ts';

/** The spec of the payload's pipeline; undefined where it lives elsewhere (a resolver, the cluster). */
export function pipelineSpecOf(payload: Payload): PipelineSpec | undefined {
  const { pipelineSpec, pipelineRef } = payload.run.spec;
  if (pipelineSpec !== undefined) return pipelineSpec;
  return payload.objects.find(
    (object): object is Pipeline => isPipeline(object) && object.metadata.name === pipelineRef?.name,
  )?.spec;
}
