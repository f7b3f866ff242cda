import { listOf } from '../list-of.ts';
import { pipelineSpecOf } from '../payload/pipeline-spec-of.ts';
import type { Payload } from '../payload/payload.ts';
import type { PipelineRun } from '../tekton/types.ts';
import type { Override } from './override.ts';
import { typeMismatch } from './param-type.ts';
import { hasParam, withParam } from './params.ts';

/**
 * The payload with a param of its pipeline set in the PipelineRun; a sentence where there is no such param, or none of
 * that type.
 */
export function overridePipelineParam(payload: Payload, { name, value }: Override): Payload | string {
  const declared = pipelineSpecOf(payload)?.params ?? [];
  const passed = payload.run.spec.params ?? [];
  const spec = declared.find((param) => param.name === name);
  if (spec === undefined && !hasParam(passed, name)) {
    const known = [...declared, ...passed].map((param) => param.name);
    return `override of the pipeline's param ${name} hits nothing; its params: ${listOf(known)}`;
  }
  const wrong = spec === undefined ? undefined : typeMismatch(spec, value);
  if (wrong !== undefined) return `override of the pipeline's param ${name}: ${wrong}`;
  const run: PipelineRun = {
    ...payload.run,
    spec: { ...payload.run.spec, params: withParam(passed, { name, value }) },
  };
  return { ...payload, run };
}
