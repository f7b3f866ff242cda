import type { FieldPath } from '../field-path.ts';
import { isObject } from '../json.ts';
import { present } from '../present.ts';

/**
 * A reference from a spec to a definition: by name, through a resolver, or to one that a custom task's controller has.
 */
export type DefinitionRef = {
  readonly kind: LocalKind;
  readonly name?: string;
  /** The resolver that fetches it from elsewhere. */
  readonly resolver?: string;
  /** The kind of a custom task; absent for Tekton's own. */
  readonly customKind?: string;
  /** From the spec to the field that holds the reference. */
  readonly path: FieldPath;
};

/** A Task, StepAction or Pipeline of the same namespace that another definition uses by name. */
export type LocalRef = { readonly kind: LocalKind; readonly name: string };

export type LocalKind = 'Task' | 'StepAction' | 'Pipeline';

/** Every definition that a spec of a Pipeline, Task or PipelineRun uses, also those that specs embedded in it use. */
export function definitionRefs(spec: unknown, path: FieldPath = []): readonly DefinitionRef[] {
  if (!isObject(spec)) return [];
  const refs = (kind: LocalKind, ref: unknown, at: FieldPath): readonly DefinitionRef[] => {
    if (!isObject(ref)) return [];
    const { name, resolver, kind: customKind } = ref;
    return [
      {
        kind,
        ...present({
          name: textOf(name),
          resolver: textOf(resolver),
          customKind: customKind === kind ? undefined : textOf(customKind),
        }),
        path: [...path, ...at],
      },
    ];
  };
  const items = (list: string) => {
    const value: unknown = spec[list];
    const all = Array.isArray(value) ? (value as readonly unknown[]) : [];
    return all.flatMap((item, index) => (isObject(item) ? [{ item, at: [list, index] }] : []));
  };
  const ofTasks = [...items('tasks'), ...items('finally')].flatMap(({ item, at }) => [
    ...refs('Task', item['taskRef'], [...at, 'taskRef']),
    ...refs('Pipeline', item['pipelineRef'], [...at, 'pipelineRef']),
    ...definitionRefs(item['taskSpec'], [...path, ...at, 'taskSpec']),
    ...definitionRefs(item['pipelineSpec'], [...path, ...at, 'pipelineSpec']),
  ]);
  return [
    ...refs('Pipeline', spec['pipelineRef'], ['pipelineRef']),
    ...definitionRefs(spec['pipelineSpec'], [...path, 'pipelineSpec']),
    ...ofTasks,
    ...items('steps').flatMap(({ item, at }) => refs('StepAction', item['ref'], [...at, 'ref'])),
  ];
}

/**
 * What a spec of a Pipeline, Task or PipelineRun uses by name, embedded specs included. What a resolver fetches is left
 * out, and so are custom tasks, whose controller is in the cluster.
 */
export function localRefs(spec: unknown): readonly LocalRef[] {
  return definitionRefs(spec).flatMap(({ kind, name, resolver, customKind }) =>
    resolver === undefined && customKind === undefined && name !== undefined ? [{ kind, name }] : [],
  );
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
