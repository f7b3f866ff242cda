import { describe, expect, test } from '@jest/globals';
import { checkWorkspaces } from '../../../../src/core/check/workspaces.ts';
import type { Payload } from '../../../../src/core/payload/payload.ts';
import type { PipelineTask, Workspace } from '../../../../src/core/tekton/types.ts';
import { aPayload } from '../../../support/builders.ts';
import { linesOf, viewIn } from '../../../support/yaml-payloads.ts';

const check = (payload: Payload) => linesOf(checkWorkspaces(viewIn(payload)));

/** A task `t` whose Task declares `ofTask`, in a pipeline that declares `ofPipeline`, in a run that binds `bound`. */
function using(
  workspaces: PipelineTask['workspaces'],
  declared: { readonly ofTask?: readonly Workspace[]; readonly ofPipeline?: readonly Workspace[] },
  bound: readonly string[] = [],
): Payload {
  const { ofTask = [], ofPipeline = [] } = declared;
  const task = { name: 't', taskRef: { name: 'work' }, ...(workspaces === undefined ? {} : { workspaces }) };
  return aPayload('main', {
    tasks: { work: { workspaces: ofTask } },
    spec: { workspaces: ofPipeline, tasks: [task] },
    run: { workspaces: bound.map((name) => ({ name, emptyDir: {} })) },
  });
}

const [w, ws] = [{ name: 'w' }, { name: 'ws' }];
const use = [{ name: 'w', workspace: 'ws' }];

describe('workspaces that do not fit together', () => {
  test.each<[string, Payload, string]>([
    [
      'one of the pipeline that the run does not bind',
      using([], { ofPipeline: [ws] }),
      'fatal: PipelineRun run: workspace ws of the pipeline is not bound; bind it in the payload, or make it an emptyDir: --empty-dir ws',
    ],
    [
      'one that the pipeline does not declare',
      using(use, { ofTask: [w] }),
      'fatal: Pipeline main, task t: uses workspace ws, which the pipeline does not declare; declared: none',
    ],
    [
      'one that the Task does not declare',
      using(use, { ofPipeline: [ws] }, ['ws']),
      'fatal: Pipeline main, task t: gives workspace w, which its Task does not declare; declared: none',
    ],
    [
      'an optional one that the Task needs',
      using(use, { ofTask: [w], ofPipeline: [{ ...ws, optional: true }] }),
      'fatal: Pipeline main, task t: its Task needs workspace w, but ws is optional in the pipeline and not bound',
    ],
    [
      'one that the Task needs and the cluster may have a default for',
      using([], { ofTask: [w] }),
      'problem: Pipeline main, task t: its Task needs workspace w, and the task gives it none; the pipeline has: none',
    ],
    [
      'one that the run binds for nobody',
      using([], {}, ['ws']),
      'warning: PipelineRun run: binds workspace ws, which the pipeline does not declare; declared: none',
    ],
  ])('%s', (_title, payload, expected) => {
    expect(check(payload)).toEqual([expected]);
  });
});

test('an optional workspace of a Task needs nobody, and one that is handed through is fine', () => {
  expect(check(using([], { ofTask: [{ ...w, optional: true }] }))).toEqual([]);
  expect(check(using(use, { ofTask: [w], ofPipeline: [ws] }, ['ws']))).toEqual([]);
});
