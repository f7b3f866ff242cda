import { isObject } from '../json.ts';

/** A Task, StepAction or Pipeline of the same namespace that another definition uses by name. */
export type LocalRef = { readonly kind: 'Task' | 'StepAction' | 'Pipeline'; readonly name: string };

/**
 * What a spec of a Pipeline, Task or PipelineRun uses by name, embedded specs included. What a resolver fetches is not
 * among it, nor are custom tasks, whose controller lives in the cluster.
 */
export function localRefs(spec: unknown): readonly LocalRef[] {
  if (!isObject(spec)) return [];
  const tasks = [...listOf(spec['tasks']), ...listOf(spec['finally'])];
  return [
    ...refTo('Pipeline', spec['pipelineRef']),
    ...localRefs(spec['pipelineSpec']),
    ...tasks.flatMap((task) => [
      ...refTo('Task', task['taskRef']),
      ...refTo('Pipeline', task['pipelineRef']),
      ...localRefs(task['taskSpec']),
      ...localRefs(task['pipelineSpec']),
    ]),
    ...listOf(spec['steps']).flatMap((step) => refTo('StepAction', step['ref'])),
  ];
}

function refTo(kind: LocalRef['kind'], ref: unknown): readonly LocalRef[] {
  if (!isObject(ref) || ref['resolver'] !== undefined || typeof ref['name'] !== 'string') return [];
  return (ref['kind'] ?? kind) === kind ? [{ kind, name: ref['name'] }] : [];
}

function listOf(value: unknown) {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
