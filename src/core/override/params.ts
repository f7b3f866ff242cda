import { pipelineSpecOf } from '../payload/pipeline-spec-of.ts';
import type { Payload } from '../payload/payload.ts';
import { isPipeline, isTask } from '../tekton/task-specs.ts';
import type { Param, ParamSpec, PipelineSpec, Task } from '../tekton/types.ts';

/** The params with one of them given this value, at the end. */
export function withParam(params: readonly Param[], param: Param): Param[] {
  return [...params.filter((each) => each.name !== param.name), param];
}

/** Whether one of the params has this name. */
export function hasParam(params: readonly { readonly name: string }[] | undefined, name: string): boolean {
  return params?.some((each) => each.name === name) === true;
}

/**
 * What an embedded Task may use without declaring it: a param of its pipeline
 * (https://tekton.dev/docs/pipelines/pipelineruns/#propagated-parameters).
 */
export function inheritedParam(payload: Payload, wanted: string): ParamSpec | undefined {
  const passed = payload.run.spec.params?.find(({ name }) => name === wanted);
  return (
    pipelineSpecOf(payload)?.params?.find(({ name }) => name === wanted) ??
    (passed === undefined ? undefined : { name: wanted, default: passed.value })
  );
}

/** The payload with its pipeline changed, wherever it is, and each of its Tasks. */
export function mapPayload(
  payload: Payload,
  change: { pipelineSpec: (spec: PipelineSpec) => PipelineSpec; task: (task: Task) => Task },
): Payload {
  const { pipelineSpec, pipelineRef } = payload.run.spec;
  const objects = payload.objects.map((object) => {
    if (isTask(object)) return change.task(object);
    const isOurs = pipelineSpec === undefined && isPipeline(object) && object.metadata.name === pipelineRef?.name;
    return isOurs ? { ...object, spec: change.pipelineSpec(object.spec) } : object;
  });
  if (pipelineSpec === undefined) return { ...payload, objects };
  return {
    ...payload,
    objects,
    run: { ...payload.run, spec: { ...payload.run.spec, pipelineSpec: change.pipelineSpec(pipelineSpec) } },
  };
}

/** The names that exist, for the end of a sentence about one that does not. */
export function listOf(title: string, named: readonly { readonly name: string }[]): string {
  const names = [...new Set(named.map(({ name }) => name))].toSorted();
  return `${title}: ${names.length === 0 ? 'none' : names.join(', ')}`;
}
