import { describe, expect, test } from '@jest/globals';
import { checkVariables } from '../../../../src/core/check/variables.ts';
import type { Payload } from '../../../../src/core/payload/payload.ts';
import type { PipelineRunSpec, PipelineTask, TaskSpec } from '../../../../src/core/tekton/types.ts';
import { aBareRun, aPayload } from '../../../support/builders.ts';
import { linesOf, viewIn } from '../../../support/yaml-payloads.ts';

const check = (payload: Payload) => linesOf(checkVariables(viewIn(payload)));
const ofTask = (spec: TaskSpec) => aPayload('main', { tasks: { work: spec } });
const script = (text: string, more: TaskSpec = {}) => ofTask({ ...more, steps: [{ name: 's', script: text }] });
const ofPipeline = (tasks: readonly PipelineTask[], work: TaskSpec = {}) =>
  aPayload('main', { tasks: { work }, spec: { tasks } });
/** A pipeline of one task, which is embedded in its run. */
const embedded = (text: string, more: Partial<PipelineRunSpec> = {}): Payload => {
  const tasks = [{ name: 't', taskSpec: { steps: [{ name: 's', script: text }] } }];
  return { file: 'f', run: aBareRun({ pipelineSpec: { tasks }, ...more }), objects: [] };
};
const task = (name: string, value?: string): PipelineTask => ({
  name,
  taskRef: { name: 'work' },
  ...(value === undefined ? {} : { params: [{ name: 'a', value }] }),
});

describe('a variable that names what is not there', () => {
  test.each<[string, Payload, string]>([
    [
      'a param, in a script',
      script('echo $(params.gone)'),
      'fatal: Task work, step s: script uses $(params.gone), which is not declared; params: none',
    ],
    [
      'a param in brackets, in an argument',
      ofTask({ steps: [{ name: 's', args: ['$(params["gone"])'] }] }),
      'fatal: Task work, step s: args[0] uses $(params.gone)',
    ],
    [
      'a result of the Task',
      script('> $(results.gone.path)'),
      'fatal: Task work, step s: script uses $(results.gone.path)',
    ],
    [
      'a workspace, which is not replaced',
      script('ls $(workspaces.gone.path)'),
      'problem: Task work, step s: script uses $(workspaces.gone...), which is not declared: it is not replaced; workspaces: none',
    ],
    [
      'a param of the pipeline',
      ofPipeline([task('t', '$(params.gone)')]),
      'fatal: Pipeline main, task t: uses $(params.gone), which the pipeline does not declare; params: none',
    ],
    [
      'a param of the pipeline, in when',
      ofPipeline([{ ...task('t'), when: [{ input: '$(params.gone)', operator: 'in', values: [] }] }]),
      'fatal: Pipeline main, task t: uses $(params.gone)',
    ],
    [
      'a result of no task',
      ofPipeline([task('t', '$(tasks.gone.results.r)')]),
      'fatal: Pipeline main, task t: uses $(tasks.gone.results.r), but the pipeline has no task gone; tasks: t',
    ],
    [
      'a result that a task does not have',
      ofPipeline([task('t'), task('u', '$(tasks.t.results.gone)')], { results: [{ name: 'r' }] }),
      'fatal: Pipeline main, task u: uses $(tasks.t.results.gone), but task t has no such result; results: r',
    ],
  ])('%s', (_title, payload, expected) => {
    expect(check(payload)).toEqual([expect.stringContaining(expected)]);
  });
});

describe('what Tekton takes is not found fault with', () => {
  test.each<[string, Payload]>([
    ['params that propagate', embedded('echo $(params.a)', { params: [{ name: 'a', value: 'x' }] })],
    ['workspaces that propagate', embedded('ls $(workspaces.w.path)', { workspaces: [{ name: 'w', emptyDir: {} }] })],
    ['keys of an object', script('echo $(params.o.k)', { params: [{ name: 'o', type: 'object' }] })],
    [
      'an array and its items',
      ofTask({ params: [{ name: 'a', type: 'array' }], steps: [{ args: ['$(params.a[*])', '$(params.a[0])'] }] }),
    ],
    ['names in brackets, with dots', script(`echo $(params['a.b'])`, { params: [{ name: 'a.b' }] })],
    ['commands of a shell', script('echo $(date) $$(params.no) ${params.no}')],
    ['variables of workspaces in comments', script('# $(workspaces.old.path)\nls')],
    [
      'forms that the webhook does not look into',
      ofTask({ steps: [{ args: ['$(params["gone"][*])'], command: ['$(results["gone"].path)'] }] }),
    ],
    [
      'a result of a task from elsewhere',
      ofPipeline([{ name: 't', taskRef: { resolver: 'git' } }, task('u', '$(tasks.t.results.r[0])')]),
    ],
    ['a key of a result', ofPipeline([task('t'), task('u', '$(tasks.t.results.r.key)')], { results: [{ name: 'r' }] })],
  ])('%s', (_title, payload) => {
    expect(check(payload)).toEqual([]);
  });
});
