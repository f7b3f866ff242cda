import type { Finding } from './finding.ts';
import { inside } from '../payload/location.ts';
import { listOf } from '../list-of.ts';
import type { PayloadView, LocatedPipelineTask } from '../payload/view.ts';
import { taskResultsIn, taskTexts } from '../tekton/variables.ts';

/** Tasks that wait for a task that is not there, or for each other. */
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

/** The tasks that a task waits for: those in runAfter, and those whose results it uses, also in `when`. */
function dependencies({ task }: LocatedPipelineTask): readonly string[] {
  return [...(task.runAfter ?? []), ...taskTexts(task).flatMap((text) => taskResultsIn(text).map((each) => each.task))];
}

/**
 * The first cycle that is found, which begins and ends with the same name; undefined where there is none. Each edge is
 * looked at once, and the path is a stack of its own: a pipeline of many thousand tasks does not exhaust that of calls.
 */
function findCycle(graph: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>();
  const path: { readonly name: string; readonly unseen: Iterator<string> }[] = [];
  const onPath = new Set<string>();
  const enter = (name: string) => {
    path.push({ name, unseen: (graph.get(name) ?? []).values() });
    onPath.add(name);
  };
  for (const start of graph.keys()) {
    if (!done.has(start)) enter(start);
    for (let last = path.at(-1); last !== undefined; last = path.at(-1)) {
      const next = last.unseen.next();
      if (next.done === true) {
        path.pop();
        onPath.delete(last.name);
        done.add(last.name);
      } else if (onPath.has(next.value)) {
        const names = path.map(({ name }) => name);
        return [...names.slice(names.indexOf(next.value)), next.value];
      } else if (!done.has(next.value)) {
        enter(next.value);
      }
    }
  }
  return undefined;
}
