import type { Finding } from './finding.ts';
import { inside } from '../payload/location.ts';
import { listOf } from '../list-of.ts';
import type { PayloadView, LocatedTaskSpec } from '../payload/view.ts';
import * as variables from '../tekton/variables.ts';

/** Variables that name a param, result or workspace which does not exist. */
export function checkVariables(view: PayloadView): readonly Finding[] {
  return [
    ...view.specs.flatMap((placed) => [
      ...paramsOfSteps(view, placed),
      ...resultsOfSteps(placed),
      ...workspacesOfSteps(view, placed),
    ]),
    ...paramsOfTasks(view),
    ...resultsOfTasks(view),
  ];
}

/**
 * The params that a pipeline embedded in its run may use. Tekton's webhook (validateInlineParameters, v1.15) allows
 * those of the run, of the pipeline and of all its tasks together.
 */
function paramNames(view: PayloadView): ReadonlySet<string> {
  const own = view.pipeline.params ?? [];
  if (!view.isEmbedded) return new Set(own.map(({ name }) => name));
  const ofTasks = view.tasks.flatMap(({ task }) => [...(task.params ?? []), ...(task.taskSpec?.params ?? [])]);
  return new Set([...own, ...(view.payload.run.spec.params ?? []), ...ofTasks].map(({ name }) => name));
}

function paramsOfSteps(view: PayloadView, { where, spec, of }: LocatedTaskSpec): Finding[] {
  const declared = new Set([
    ...(spec.params ?? []).map(({ name }) => name),
    ...(of === undefined ? [] : paramNames(view)),
    ...(of?.task.params ?? []).map(({ name }) => name),
  ]);
  // Tekton's webhook does not check finally of a pipeline that is embedded.
  const isSure = !(of?.isFinally === true && view.isEmbedded);
  return (spec.steps ?? []).flatMap((step, index) =>
    variables.stepTexts(step).flatMap(([field, text]) =>
      unknown(variables.paramsIn(text), declared).map((name): Finding => ({
        severity: isSure ? 'fatal' : 'problem',
        where: inside(where, variables.stepTitle(step, index), 'steps', index),
        message: `${field} uses $(params.${name}), which is not declared; params: ${listOf(declared)}`,
      })),
    ),
  );
}

function resultsOfSteps({ where, spec }: LocatedTaskSpec): Finding[] {
  const declared = new Set((spec.results ?? []).map(({ name }) => name));
  return (spec.steps ?? []).flatMap((step, index) =>
    unknown(variables.ownResultsIn(step.script ?? ''), declared).map((name): Finding => ({
      severity: 'fatal',
      where: inside(where, variables.stepTitle(step, index), 'steps', index),
      message: `script uses $(results.${name}), which is not declared; results: ${listOf(declared)}`,
    })),
  );
}

/**
 * Workspaces that a step uses and nobody declares. Tekton leaves the variable in the script, where the shell runs it as
 * a command.
 */
function workspacesOfSteps(view: PayloadView, { where, spec, of }: LocatedTaskSpec): Finding[] {
  const propagated = [...(view.pipeline.workspaces ?? []), ...(view.payload.run.spec.workspaces ?? [])];
  const declared = new Set(
    [...(spec.workspaces ?? []), ...(of === undefined ? [] : [...propagated, ...(of.task.workspaces ?? [])])].map(
      ({ name }) => name,
    ),
  );
  return (spec.steps ?? []).flatMap((step, index) =>
    variables.stepTexts(step).flatMap(([field, text]) =>
      unknown(variables.workspacesIn(withoutComments(text)), declared).map((name): Finding => ({
        severity: 'problem',
        where: inside(where, variables.stepTitle(step, index), 'steps', index),
        message: `${field} uses $(workspaces.${name}...), which is not declared: it is not replaced; workspaces: ${listOf(declared)}`,
      })),
    ),
  );
}

function withoutComments(text: string): string {
  return text.replace(/^[^\S\n]*#.*$/gm, '');
}

function paramsOfTasks(view: PayloadView): Finding[] {
  const declared = paramNames(view);
  return view.tasks.flatMap(({ task, where, isFinally }) => {
    const texts = variables.taskTexts(task);
    return unknown(texts.flatMap(variables.paramsIn), declared).map((name): Finding => ({
      severity: isFinally && view.isEmbedded ? 'problem' : 'fatal',
      where,
      message: `uses $(params.${name}), which the pipeline does not declare; params: ${listOf(declared)}`,
    }));
  });
}

function resultsOfTasks({ tasks }: PayloadView): Finding[] {
  const regular = new Map(tasks.filter(({ isFinally }) => !isFinally).map((each) => [each.task.name, each]));
  return tasks.flatMap(({ task, where }) => {
    const texts = variables.taskTexts(task);
    return texts.flatMap(variables.taskResultsIn).flatMap(({ task: name, result }): Finding[] => {
      const source = regular.get(name);
      const variable = `$(tasks.${name}.results.${result})`;
      if (source === undefined) {
        const message = `uses ${variable}, but the pipeline has no task ${name}; tasks: ${listOf(regular.keys())}`;
        return [{ severity: 'fatal', where, message }];
      }
      const results = source.spec?.results ?? [];
      if (source.spec === undefined || results.some((each) => each.name === result)) return [];
      const names = listOf(results.map((each) => each.name));
      return [
        {
          severity: 'fatal',
          where,
          message: `uses ${variable}, but task ${name} has no such result; results: ${names}`,
        },
      ];
    });
  });
}

function unknown(names: readonly string[], declared: ReadonlySet<string>): string[] {
  return [...new Set(names)].filter((name) => !variables.isDeclared(name, declared));
}
