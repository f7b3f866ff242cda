import { pipelineSpecOf } from '../payload/pipeline-spec-of.ts';
import type { KubeObject } from '../k8s/object.ts';
import { tasksOf } from '../tekton/task-specs.ts';
import type { Payload } from '../payload/payload.ts';
import { type Reference, references } from '../k8s/object-refs.ts';

/** An object that pods of the run need to start and that the payload does not hold. */
export type Lacking = { readonly kind: Reference['kind']; readonly name: string; readonly usedBy: readonly string[] };

/** Kubernetes puts this one into every namespace. */
const ALWAYS_THERE: ReadonlySet<string> = new Set(['ConfigMap kube-root-ca.crt']);

/**
 * ConfigMaps, Secrets and PersistentVolumeClaims that the run and its Tasks refer to and that are not in the payload.
 * A run in a namespace of its own waits for them in vain. ServiceAccounts are made where they lack.
 */
export function lackingObjects(payload: Payload): readonly Lacking[] {
  const held = new Set(payload.objects.map((object) => title(object.kind, object.metadata.name)));
  const lacking = new Map<string, Lacking & { readonly usedBy: string[] }>();
  for (const object of usedObjects(payload)) {
    for (const { kind, name, optional } of references(object)) {
      const key = title(kind, name);
      if (optional || kind === 'ServiceAccount' || held.has(key) || ALWAYS_THERE.has(key)) continue;
      const entry = lacking.get(key) ?? { kind, name, usedBy: [] };
      const user = title(object.kind, object.metadata.name);
      if (!entry.usedBy.includes(user)) entry.usedBy.push(user);
      lacking.set(key, entry);
    }
  }
  return [...lacking.values()];
}

/** The run, its Pipeline, the Tasks that this one uses, and StepActions. */
function usedObjects(payload: Payload): readonly KubeObject[] {
  const spec = pipelineSpecOf(payload);
  const tasks = new Set(tasksOf(spec).map(({ taskRef }) => taskRef?.name));
  const used = ({ kind, metadata }: KubeObject) =>
    kind === 'Task'
      ? tasks.has(metadata.name)
      : kind === 'Pipeline' && metadata.name === payload.run.spec.pipelineRef?.name;
  return [payload.run, ...payload.objects.filter((object) => used(object) || object.kind === 'StepAction')];
}

function title(kind: string, name = ''): string {
  return `${kind} ${name}`;
}
