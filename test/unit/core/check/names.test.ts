import { describe, expect, test } from '@jest/globals';
import { checkNames } from '../../../../src/core/check/names.ts';
import type { Payload } from '../../../../src/core/payload/payload.ts';
import type { TaskSpec } from '../../../../src/core/tekton/types.ts';
import { aPayload } from '../../../support/builders.ts';
import { linesOf, viewIn } from '../../../support/yaml-payloads.ts';

const check = (payload: Payload) => linesOf(checkNames(viewIn(payload)));
const twice = (name: string) => [{ name }, { name }];
const ofTask = (spec: TaskSpec) => aPayload('main', { tasks: { work: spec } });
const task = { name: 't', taskRef: { name: 'work' } };

describe('a name that is there twice is fatal', () => {
  test.each<[string, Payload, string]>([
    [
      'of tasks, those of finally too',
      aPayload('main', { spec: { tasks: [task], finally: [task] } }),
      'Pipeline main: task t is there twice, as number 1 and 2; keep or rename one of them',
    ],
    ['of steps', ofTask({ steps: twice('s') }), 'Task work: step s is there twice'],
    ['of params of a Task', ofTask({ params: twice('p') }), 'Task work: param p is there twice'],
    ['of workspaces of a Task', ofTask({ workspaces: twice('w') }), 'Task work: workspace w is there twice'],
    [
      'of params of the run',
      aPayload('main', {
        run: {
          params: [
            { name: 'p', value: 'a' },
            { name: 'p', value: 'b' },
          ],
        },
      }),
      'PipelineRun run: param p is there twice',
    ],
    [
      'of workspaces of a task',
      aPayload('main', { spec: { tasks: [{ ...task, workspaces: twice('w') }] } }),
      'Pipeline main, task t: workspace w is there twice',
    ],
  ])('%s', (_title, payload, expected) => {
    expect(check(payload)).toEqual([expect.stringContaining(`fatal: ${expected}`)]);
  });
});

test('a result that is declared twice is a problem: Tekton takes it', () => {
  expect(check(ofTask({ results: twice('r') }))).toEqual([
    expect.stringContaining('problem: Task work: result r is there twice'),
  ]);
});

test('steps without a name are fine: Tekton gives them one', () => {
  expect(check(ofTask({ steps: [{}, {}, { name: '' }, { name: '' }] }))).toEqual([]);
});
