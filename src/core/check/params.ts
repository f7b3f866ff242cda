import type { Finding } from './finding.ts';
import { listOf } from '../list-of.ts';
import { unsetParams } from '../payload/unset-params.ts';
import { type PayloadView, type LocatedPipelineTask, whereRun } from '../payload/view.ts';
import type { ParamSpec } from '../tekton/types.ts';

/** What the payload is checked as: the params of a child may also come with the signal that launches it. */
export type CheckedAs = 'main' | 'child';

/** Params that are needed and not passed, and params that are passed and not needed. */
export function checkParams(view: PayloadView, as: CheckedAs): readonly Finding[] {
  return [...ofPipeline(view, as), ...view.tasks.flatMap((task) => ofTask(view, task, as))];
}

function ofPipeline({ payload }: PayloadView, as: CheckedAs): Finding[] {
  return unsetParams(payload).map((name) => ({
    severity: as === 'main' ? 'fatal' : 'warning',
    where: whereRun(payload),
    message:
      as === 'main'
        ? `param ${name} has no default and no value; set it in the payload, or with an override {"name": "${name}", "value": ...}`
        : `param ${name} has no default and no value: the signal that launches this must bring one`,
  }));
}

function ofTask(
  view: PayloadView,
  { task, spec, where, isEmbedded, mayBeSkipped }: LocatedPipelineTask,
  as: CheckedAs,
) {
  const included = (task.matrix?.include ?? []).flatMap(({ params }) => params ?? []);
  const given = [...(task.params ?? []), ...(task.matrix?.params ?? []), ...included].map(({ name }) => name);
  const passed = new Set(given);
  const propagated = new Set(
    isEmbedded
      ? [...(view.pipeline.params ?? []), ...(view.payload.run.spec.params ?? [])].map(({ name }) => name)
      : [],
  );
  const needed = missing(spec?.params, passed).map((name): Finding => {
    const isSure = as === 'main' && !mayBeSkipped && !propagated.has(name);
    const hint = `pass it, give it a default, or override it: {"task": "${task.name}", "name": "${name}", "value": ...}`;
    return {
      severity: isSure ? 'fatal' : as === 'main' ? 'problem' : 'warning',
      where,
      message: `param ${name} of its Task has no default and nothing passes it; ${hint}`,
    };
  });
  if (spec === undefined || isEmbedded) return needed;
  const declared = new Set((spec.params ?? []).map(({ name }) => name));
  const extra = given
    .filter((name) => !declared.has(name))
    .map((name): Finding => ({
      severity: 'warning',
      where,
      message: `passes param ${name}, which its Task does not declare: it has no effect; declared: ${listOf(declared)}`,
    }));
  return [...needed, ...extra];
}

function missing(specs: readonly ParamSpec[] = [], passed: ReadonlySet<string>): string[] {
  return specs.filter((spec) => spec.default === undefined && !passed.has(spec.name)).map(({ name }) => name);
}
