import { isObject } from '../json.ts';
import type { KubeObject } from '../k8s/object.ts';
import { objectRefs } from '../k8s/object-refs.ts';
import { pipelineSpecOf } from '../payload/pipeline-spec-of.ts';
import type { Target, AppliedTarget } from './target.ts';
import { isClaim } from './claims.ts';
import { tasksOf } from '../tekton/task-specs.ts';
import { stringsIn } from '../tekton/variables.ts';
import type { Payload } from '../payload/payload.ts';
import type { PipelineTask, WorkspaceBinding } from '../tekton/types.ts';

/** Means every workspace that is bound to a volume claim. */
export const ALL_WORKSPACES = '*';

/**
 * Makes workspaces of the PipelineRun an emptyDir. A workspace that is named is bound even where the run did not bind
 * it; `*` leaves those alone that have content (a ConfigMap, a Secret). A claim that is then unused is left out.
 */
export function applyToWorkspaces(payload: Payload, { emptyDir: wanted = [] }: Target): AppliedTarget {
  const bound = payload.run.spec.workspaces ?? [];
  const declared = pipelineSpecOf(payload)?.workspaces ?? [];
  const changes: string[] = [];
  const isWanted = (binding: WorkspaceBinding) =>
    wanted.includes(binding.name) || (wanted.includes(ALL_WORKSPACES) && isVolume(binding));
  const replaced = bound.map((binding) => {
    if (!isWanted(binding) || isEmptyDir(binding)) return binding;
    changes.push(`workspace ${binding.name}: ${sourceOf(binding)} -> emptyDir`);
    return { name: binding.name, emptyDir: {} };
  });
  const unbound = declared.filter(
    ({ name }) => wanted.includes(name) && !bound.some((binding) => binding.name === name),
  );
  const added = unbound.map(({ name }) => {
    changes.push(`workspace ${name}: not bound -> emptyDir`);
    return { name, emptyDir: {} };
  });
  if (changes.length === 0) return { payload, changes, warnings: sharedWorkspaces(payload, wanted) };
  const run = { ...payload.run, spec: { ...payload.run.spec, workspaces: [...replaced, ...added] } };
  const changed = withoutUnusedClaims({ ...payload, run }, bound.filter(isWanted), changes);
  return { payload: changed, changes, warnings: sharedWorkspaces(changed, wanted) };
}

/** A warning for each emptyDir that several tasks use: each pod has its own, so no task sees the files of another. */
function sharedWorkspaces(payload: Payload, wanted: readonly string[]): string[] {
  const spec = pipelineSpecOf(payload);
  const tasks = tasksOf(spec);
  const isNamed = (name: string) => wanted.includes(name) || wanted.includes(ALL_WORKSPACES);
  return (payload.run.spec.workspaces ?? []).filter(isEmptyDir).flatMap(({ name }) => {
    const users = tasks.filter((task) => usesWorkspace(task, name)).map((task) => task.name);
    if (!isNamed(name) || users.length < 2) return [];
    return [
      `workspace ${name} is an emptyDir and ${users.length} tasks use it (${users.join(', ')}): files do not pass between tasks, each has an empty folder of its own`,
    ];
  });
}

function usesWorkspace({ workspaces = [] }: PipelineTask, name: string): boolean {
  return workspaces.some((each) => (each.workspace ?? each.name) === name);
}

function withoutUnusedClaims(payload: Payload, replaced: readonly WorkspaceBinding[], changes: string[]): Payload {
  const unbound = new Set(replaced.flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []));
  const used = claimNamesIn([payload.run, ...payload.objects.filter((object) => !isClaim(object))]);
  const objects = payload.objects.filter((object) => {
    const name = object.metadata.name ?? '';
    if (!isClaim(object) || !unbound.has(name) || used.has(name)) return true;
    changes.push(`PersistentVolumeClaim ${name}: left out, nothing uses it`);
    return false;
  });
  return { ...payload, objects };
}

/** The claims that objects name, and all values of params: a volume may name its claim as `$(params.claim)`. */
function claimNamesIn(objects: readonly KubeObject[]): ReadonlySet<string> {
  const named = objects
    .flatMap(objectRefs)
    .flatMap(({ kind, name }) => (kind === 'PersistentVolumeClaim' ? [name] : []));
  return new Set([...named, ...paramTextsIn(objects)]);
}

/** Every string in any list `params`: values that are passed, and defaults. */
function paramTextsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(paramTextsIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, each]) => (key === 'params' ? stringsIn(each) : paramTextsIn(each)));
}

function isVolume(binding: WorkspaceBinding): boolean {
  return binding.persistentVolumeClaim !== undefined || binding.volumeClaimTemplate !== undefined;
}

function isEmptyDir(binding: WorkspaceBinding): boolean {
  return binding.emptyDir !== undefined;
}

function sourceOf(binding: WorkspaceBinding): string {
  const { name: _name, subPath: _subPath, ...sources } = binding as WorkspaceBinding & { readonly subPath?: string };
  const claim = binding.persistentVolumeClaim?.claimName;
  const source = Object.keys(sources)[0] ?? 'nothing';
  return claim === undefined ? source : `persistentVolumeClaim ${claim}`;
}
