import type { Payload } from '../payload/payload.ts';
import { mapTasks } from '../tekton/task-specs.ts';
import type { PipelineTask } from '../tekton/types.ts';
import { withItems } from './embedded-params.ts';
import type { Override } from './override.ts';
import { inheritedParam, mapPayload } from './params.ts';
import { overridePipelineParam } from './pipeline-param.ts';
import { overrideTaskParam } from './task-param.ts';

export type Overridden = {
  readonly payload: Payload;
  /** Overrides that hit nothing or have the wrong type, each with the names that exist. */
  readonly misses: readonly string[];
};

/**
 * Applies overrides so that they win, by every way in which the param reaches the step: in the PipelineTask's params,
 * which win over the Task's default; in the Task's default as well, for other users of the Task; for the Pipeline's own
 * params in the PipelineRun, which wins over the Pipeline's defaults. A later override wins over an earlier one.
 *
 * The pipeline is the PipelineRun's `pipelineSpec` or the object of the payload that `pipelineRef.name` names.
 */
export function applyOverrides(payload: Payload, overrides: readonly Override[]): Overridden {
  let current = payload;
  const misses: string[] = [];
  const applied: Override[] = [];
  for (const override of overrides) {
    const result = applyOne(current, override);
    if (typeof result === 'string') {
      misses.push(result);
    } else {
      current = result;
      applied.push(override);
    }
  }
  return { payload: applied.reduce(settleItems, current), misses };
}

function applyOne(payload: Payload, override: Override): Payload | string {
  const { task } = override;
  return task === undefined
    ? overridePipelineParam(payload, override)
    : overrideTaskParam(payload, { ...override, task });
}

/**
 * Puts the items of an array in place of the variables that name them; done last, as later overrides look for
 * variables.
 */
function settleItems(payload: Payload, { task: wanted, name }: Override): Payload {
  if (inheritedParam(payload, name) === undefined) return payload;
  const settle = (task: PipelineTask): PipelineTask => {
    const value = task.params?.find((param) => param.name === name)?.value;
    return task.name === wanted && task.taskSpec !== undefined && Array.isArray(value)
      ? { ...task, taskSpec: withItems(task.taskSpec, name, value as readonly string[]) }
      : task;
  };
  return mapPayload(payload, { pipelineSpec: (spec) => mapTasks(spec, settle), task: (task) => task });
}
