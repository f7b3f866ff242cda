import { expect, test } from '@jest/globals';
import type { FieldPath } from '../../../../src/core/field-path.ts';
import { inObject, inside, placeOfObject, whereIs } from '../../../../src/core/payload/location.ts';
import { aBareRun } from '../../../support/builders.ts';

test('a place within another has the path of both, and a name where that says more', () => {
  const task = inside(inObject('Pipeline p'), 'task t', 'tasks', 0);
  expect(task).toEqual({ title: 'Pipeline p, task t', object: 'Pipeline p', path: ['spec', 'tasks', 0] });
  expect(inside(task, undefined, 'taskSpec')).toEqual({ ...task, path: ['spec', 'tasks', 0, 'taskSpec'] });
});

test('an object is at its place; in a List or an export its name in there follows', () => {
  const object = aBareRun({});
  const placeOf = (path: FieldPath) => `f:1:${path.length + 1}`;
  expect(placeOfObject({ object, placeOf })).toBe('f:1:1');
  expect(placeOfObject({ object, placeOf, within: 'items[2]' })).toBe('f:1:1: items[2]');
});

const RUN = aBareRun({
  pipelineSpec: {
    tasks: [{ name: 'outer', pipelineSpec: { finally: [{ name: 'inner', taskSpec: {} }] } }],
  },
  workspaces: [{ name: 'w' }],
  taskRunSpecs: [{ pipelineTaskName: 'outer' }],
  taskRunTemplate: { podTemplate: {} },
});

test.each<[FieldPath, string]>([
  [['spec', 'taskRunTemplate', 'podTemplate'], 'PipelineRun run'],
  [['spec', 'workspaces', 0, 'secret'], 'PipelineRun run, workspace w'],
  [['spec', 'taskRunSpecs', 0, 'podTemplate'], 'PipelineRun run, taskRunSpecs of outer'],
  [['spec', 'pipelineSpec', 'tasks', 0, 'taskSpec'], 'PipelineRun run, task outer'],
  [
    ['spec', 'pipelineSpec', 'tasks', 0, 'pipelineSpec', 'finally', 0, 'taskSpec'],
    'PipelineRun run, task outer, finally task inner',
  ],
  [['spec', 'workspaces', 7], 'PipelineRun run'],
])('the field at %j is called after what its path goes through', (path, title) => {
  expect(whereIs(RUN, path)).toEqual({ title, object: 'PipelineRun run', path });
});
