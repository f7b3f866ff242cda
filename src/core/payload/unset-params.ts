import { pipelineSpecOf } from './pipeline-spec-of.ts';
import type { Payload } from './payload.ts';

/** The params of the pipeline that have no default and no value in the run. */
export function unsetParams(payload: Payload): readonly string[] {
  const passed = new Set((payload.run.spec.params ?? []).map(({ name }) => name));
  return (pipelineSpecOf(payload)?.params ?? [])
    .filter((param) => param.default === undefined && !passed.has(param.name))
    .map(({ name }) => name);
}

/**
 * A sentence about the params of the pipeline that have no value, and how to give them one; undefined where all have
 * one. Tekton fails a run without such a value, with the reason ParameterMissing.
 */
export function unsetParamsProblem(payload: Payload): string | undefined {
  const unset = unsetParams(payload);
  if (unset.length === 0) return undefined;
  const example = JSON.stringify({ name: unset[0], value: '...' });
  return (
    `${payload.file}: the pipeline has params without a value: ${unset.join(', ')}; ` +
    `give each as an override such as ${example}, or with --param ${unset[0] ?? ''}=VALUE where it is the main pipeline`
  );
}
