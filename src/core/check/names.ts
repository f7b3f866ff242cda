import type { Finding } from './finding.ts';
import { inside, type Where } from '../payload/location.ts';
import { type PayloadView, whereRun } from '../payload/view.ts';
import { tasksOf } from '../tekton/task-specs.ts';
import { stepTitle } from '../tekton/variables.ts';

type Named = { readonly name?: string };

/** Names that are there twice in a list in which Tekton wants each once. */
export function checkNames({ payload, pipeline, where, tasks, specs }: PayloadView): readonly Finding[] {
  const { spec } = payload.run;
  const inRun = whereRun(payload);
  return [
    ...duplicateNames(where, 'task', tasksOf(pipeline)),
    ...duplicateNames(where, 'param', pipeline.params),
    ...duplicateNames(where, 'workspace', pipeline.workspaces),
    ...duplicateNames(inRun, 'param', spec.params),
    ...duplicateNames(inRun, 'workspace', spec.workspaces),
    ...tasks.flatMap(({ where: at, task }) => [
      ...duplicateNames(at, 'param', task.params),
      ...duplicateNames(at, 'workspace', task.workspaces),
    ]),
    ...specs.flatMap(({ where: at, spec: each }) => [
      ...duplicateNames(at, 'step', each.steps),
      ...duplicateNames(at, 'param', each.params),
      ...duplicateNames(at, 'workspace', each.workspaces),
      ...duplicateNames(at, 'result', each.results).map((finding): Finding => ({ ...finding, severity: 'problem' })),
    ]),
  ];
}

/** Items without a name are fine: Tekton gives them one. */
function duplicateNames(where: Where, what: string, list: readonly Named[] = []): Finding[] {
  const first = new Map<string, number>();
  return list.flatMap((each, index) => {
    const { name = '' } = each;
    const before = first.get(name);
    if (before === undefined) first.set(name, index);
    if (name === '' || before === undefined) return [];
    const title = what === 'step' ? stepTitle(each, index) : `${what} ${name}`;
    return [
      {
        severity: 'fatal',
        where: inside(where, undefined, `${what}s`, index),
        message: `${title} is there twice, as number ${before + 1} and ${index + 1}; keep or rename one of them`,
      },
    ];
  });
}
