import type { Finding } from './finding.ts';
import { listOf } from '../list-of.ts';
import { type PayloadView, type LocatedPipelineTask, whereRun } from '../payload/view.ts';

/** Workspaces that are needed and not bound, and names of workspaces that do not exist. */
export function checkWorkspaces(view: PayloadView): readonly Finding[] {
  return [...ofRun(view), ...view.tasks.flatMap((task) => ofTask(view, task))];
}

function ofRun({ payload, pipeline, isEmbedded }: PayloadView): Finding[] {
  const where = whereRun(payload);
  const bound = new Set((payload.run.spec.workspaces ?? []).map(({ name }) => name));
  const declared = pipeline.workspaces ?? [];
  const unbound = declared
    .filter(({ name, optional }) => optional !== true && !bound.has(name))
    .map(({ name }): Finding => ({
      severity: 'fatal',
      where,
      message: `workspace ${name} of the pipeline is not bound; bind it in the payload, or make it an emptyDir: --empty-dir ${name}`,
    }));
  if (isEmbedded) return unbound;
  const names = new Set(declared.map(({ name }) => name));
  const unknown = [...bound]
    .filter((name) => !names.has(name))
    .map((name): Finding => ({
      severity: 'warning',
      where,
      message: `binds workspace ${name}, which the pipeline does not declare; declared: ${listOf(names)}`,
    }));
  return [...unbound, ...unknown];
}

function ofTask(view: PayloadView, placed: LocatedPipelineTask): Finding[] {
  const { task, spec, where, isEmbedded, mayBeSkipped } = placed;
  const uses = task.workspaces ?? [];
  const declared = new Map((view.pipeline.workspaces ?? []).map((each) => [each.name, each]));
  const bound = new Set((view.payload.run.spec.workspaces ?? []).map(({ name }) => name));
  const wanted = new Map((spec?.workspaces ?? []).map((each) => [each.name, each]));

  const findings = uses.flatMap(({ name, workspace = name }): Finding[] => {
    const source = declared.get(workspace);
    if (source === undefined && !view.isEmbedded) {
      const message = `uses workspace ${workspace}, which the pipeline does not declare; declared: ${listOf(declared.keys())}`;
      return [{ severity: 'fatal', where, message }];
    }
    const isBound = bound.has(workspace);
    if (source === undefined && !isBound && wanted.get(name)?.optional !== true) {
      const message = `uses workspace ${workspace}, which the run does not bind; bound: ${listOf(bound)}`;
      return [{ severity: mayBeSkipped ? 'problem' : 'fatal', where, message }];
    }
    if (spec === undefined || isEmbedded) return [];
    const asked = wanted.get(name);
    if (asked === undefined && isBound) {
      const message = `gives workspace ${name}, which its Task does not declare; declared: ${listOf(wanted.keys())}`;
      return [{ severity: mayBeSkipped ? 'problem' : 'fatal', where, message }];
    }
    if (asked !== undefined && asked.optional !== true && source?.optional === true && !isBound) {
      const message = `its Task needs workspace ${name}, but ${workspace} is optional in the pipeline and not bound`;
      return [{ severity: mayBeSkipped ? 'problem' : 'fatal', where, message }];
    }
    return [];
  });
  if (isEmbedded) return findings;
  const given = new Set(uses.map(({ name }) => name));
  // A problem only: the cluster may have a default for this (default-task-run-workspace-binding).
  const needed = [...wanted.values()]
    .filter(({ name, optional }) => optional !== true && !given.has(name))
    .map(({ name }): Finding => ({
      severity: 'problem',
      where,
      message: `its Task needs workspace ${name}, and the task gives it none; the pipeline has: ${listOf(declared.keys())}`,
    }));
  return [...findings, ...needed];
}
