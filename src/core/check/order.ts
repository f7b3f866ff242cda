import type { Finding } from './finding.ts';
import { inside } from '../payload/location.ts';
import { listOf } from '../list-of.ts';
import type { PayloadView, LocatedPipelineTask } from '../payload/view.ts';
import { taskResultsIn, taskTexts } from '../tekton/variables.ts';

/** What a task waits for must be there, and must not wait for the task itself. */
export function checkOrder({ tasks, where }: PayloadView): readonly Finding[] {
  const regular = tasks.filter(({ isFinally }) => !isFinally);
  const names = new Set(regular.map(({ task }) => task.name));
  const unknown = tasks.flatMap(({ task, isFinally, where: at }): Finding[] => {
    const runAfter = task.runAfter ?? [];
    if (isFinally && runAfter.length > 0) {
      return [
        {
          severity: 'fatal',
          where: inside(at, undefined, 'runAfter'),
          message: 'runAfter is not allowed in finally; take it out',
        },
      ];
    }
    return runAfter
      .filter((name) => !names.has(name))
      .map((name) => ({
        severity: 'fatal',
        where: inside(at, undefined, 'runAfter'),
        message: `runAfter names task ${name}, which is not in the pipeline; its tasks: ${listOf(names)}`,
      }));
  });
  const cycle = findCycle(new Map(regular.map((each) => [each.task.name, dependencies(each)])));
  if (cycle === undefined) return unknown;
  return [...unknown, { severity: 'fatal', where, message: `tasks wait for each other: ${cycle.join(' -> ')}` }];
}

/** Named by runAfter, or by a result that is used; when expressions count as well. */
function dependencies({ task }: LocatedPipelineTask): readonly string[] {
  return [...(task.runAfter ?? []), ...taskTexts(task).flatMap((text) => taskResultsIn(text).map((each) => each.task))];
}

function findCycle(graph: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>();
  const walk = (name: string, path: readonly string[]): readonly string[] | undefined => {
    const at = path.indexOf(name);
    if (at >= 0) return [...path.slice(at), name];
    if (done.has(name)) return undefined;
    for (const next of graph.get(name) ?? []) {
      const found = walk(next, [...path, name]);
      if (found !== undefined) return found;
    }
    done.add(name);
    return undefined;
  };
  for (const name of graph.keys()) {
    const found = walk(name, []);
    if (found !== undefined) return found;
  }
  return undefined;
}
