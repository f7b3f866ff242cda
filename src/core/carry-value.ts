import type { Payload } from './payload.ts';
import type { Param, ParamSpec, ParamValue, PipelineSpec } from './tekton.ts';

/** A param of the pipeline that brings a value to its tasks, and what they are to be given for it. */
export type Carried = {
  readonly spec: ParamSpec;
  readonly param: Param;
  /** Stands for the whole value, in params of a task. */
  readonly reference: string;
};

/** What Tekton puts something in for: https://tekton.dev/docs/pipelines/variables/ */
const VARIABLE = /\$\((params|tasks|finally|context|workspaces|results)\b/;

/**
 * Tekton (v1.15) refuses a pipeline whose tasks are given a text like `$(date)`, which is for a shell; in a param of
 * the PipelineRun it takes it. So such a value goes there, and the task is given a reference. Undefined for any other
 * value, and for one that refers to a variable of Tekton's: Tekton is to put that in.
 */
export function carry(value: ParamValue, number: number): Carried | undefined {
  const texts = typeof value === 'string' ? [value] : Object.values(value);
  if (!texts.some((text) => text.includes('$(')) || texts.some((text) => VARIABLE.test(text))) return undefined;
  const name = `subpipe-override-${number}`;
  const type = typeof value === 'string' ? 'string' : Array.isArray(value) ? 'array' : 'object';
  const properties = type === 'object' ? { properties: keysOf(value) } : {};
  return {
    spec: { name, type, ...properties },
    param: { name, value },
    reference: type === 'string' ? `$(params.${name})` : `$(params.${name}[*])`,
  };
}

export function withCarriedSpec(spec: PipelineSpec, carried: Carried | undefined): PipelineSpec {
  return carried === undefined ? spec : { ...spec, params: [...(spec.params ?? []), carried.spec] };
}

export function withCarriedParam({ run, ...payload }: Payload, carried: Carried | undefined): Payload {
  if (carried === undefined) return { run, ...payload };
  return { ...payload, run: { ...run, spec: { ...run.spec, params: [...(run.spec.params ?? []), carried.param] } } };
}

function keysOf(value: ParamValue): Readonly<Record<string, object>> {
  return Object.fromEntries(Object.keys(value).map((key) => [key, { type: 'string' }]));
}
