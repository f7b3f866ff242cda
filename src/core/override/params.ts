import { isPipelineOf, pipelineSpecOf } from '../payload/pipeline-spec-of.ts';
import type { Payload } from '../payload/payload.ts';
import { isTask } from '../tekton/task-specs.ts';
import type { Param, ParamSpec, PipelineSpec, Task } from '../tekton/types.ts';

/** The params with this one at the end, in the place of another of its name. */
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

/** The payload with the pipeline of its run changed, embedded or in a Pipeline, and each of its Tasks. */
export function mapPayload(
  payload: Payload,
  change: { pipelineSpec: (spec: PipelineSpec) => PipelineSpec; task: (task: Task) => Task },
): Payload {
  const { pipelineSpec } = payload.run.spec;
  const objects = payload.objects.map((object) => {
    if (isTask(object)) return change.task(object);
    return isPipelineOf(payload.run, object) ? { ...object, spec: change.pipelineSpec(object.spec) } : object;
  });
  if (pipelineSpec === undefined) return { ...payload, objects };
  return {
    ...payload,
    objects,
    run: { ...payload.run, spec: { ...payload.run.spec, pipelineSpec: change.pipelineSpec(pipelineSpec) } },
  };
}
