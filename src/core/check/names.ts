import { type Finding, inside, type Where } from './finding.ts';
import { type PayloadView, whereRun } from '../payload/view.ts';
import { stepTitle } from '../tekton/variables.ts';

type Named = { readonly name?: string };

/** Names that stand twice where Tekton takes each once. */
export function checkNames({ payload, pipeline, where, tasks, specs }: PayloadView): readonly Finding[] {
  const { spec } = payload.run;
  const inRun = whereRun(payload);
  return [
    ...twice(where, 'task', [...(pipeline.tasks ?? []), ...(pipeline.finally ?? [])]),
    ...twice(where, 'param', pipeline.params),
    ...twice(where, 'workspace', pipeline.workspaces),
    ...twice(inRun, 'param', spec.params),
    ...twice(inRun, 'workspace', spec.workspaces),
    ...tasks.flatMap(({ where: at, task }) => [
      ...twice(at, 'param', task.params),
      ...twice(at, 'workspace', task.workspaces),
    ]),
    ...specs.flatMap(({ where: at, spec: each }) => [
      ...twice(at, 'step', each.steps),
      ...twice(at, 'param', each.params),
      ...twice(at, 'workspace', each.workspaces),
      ...twice(at, 'result', each.results).map((finding): Finding => ({ ...finding, severity: 'problem' })),
    ]),
  ];
}

/** Unnamed ones get a name from Tekton. */
function twice(where: Where, what: string, list: readonly Named[] = []): Finding[] {
  const first = new Map<string, number>();
  return list.flatMap((each, index) => {
    const { name = '' } = each;
    const standing = first.get(name);
    if (standing === undefined) first.set(name, index);
    if (name === '' || standing === undefined) return [];
    const title = what === 'step' ? stepTitle(each, index) : `${what} ${name}`;
    return [
      {
        severity: 'fatal',
        where: inside(where, undefined, `${what}s`, index),
        message: `${title} is there twice, as number ${standing + 1} and ${index + 1}; keep or rename one of them`,
      },
    ];
  });
}
