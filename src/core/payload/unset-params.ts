import { pipelineSpecOf } from './pipeline-spec-of.ts';
import type { Payload } from './payload.ts';

/** Params of the pipeline that have neither a default nor a value in the run. */
export function unsetParams(payload: Payload): readonly string[] {
  const passed = new Set((payload.run.spec.params ?? []).map(({ name }) => name));
  return (pipelineSpecOf(payload)?.params ?? [])
    .filter((param) => param.default === undefined && !passed.has(param.name))
    .map(({ name }) => name);
}

/**
 * Says which params of the pipeline have no value, and how to give them; undefined where all have one. Tekton would
 * fail such a run with the reason ParameterMissing.
 */
export function unsetParamsProblem(payload: Payload): string | undefined {
  const lacking = unsetParams(payload);
  if (lacking.length === 0) return undefined;
  const example = JSON.stringify({ name: lacking[0], value: '...' });
  return (
    `${payload.file}: the pipeline has params without a value: ${lacking.join(', ')}; ` +
    `give each as an override such as ${example}, or with --param ${lacking[0] ?? ''}=VALUE where it is the main pipeline`
  );
}
