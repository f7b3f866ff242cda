import { describe, expect, test } from '@jest/globals';
import {
  isPipeline,
  isTask,
  localTaskName,
  mapEmbeddedTaskSpecs,
  mapTasks,
  tasksOf,
} from '../../../../src/core/tekton/task-specs.ts';
import type { PipelineSpec, PipelineTask } from '../../../../src/core/tekton/types.ts';

const A: PipelineTask = { name: 'a' };
const B: PipelineTask = { name: 'b' };

test('kinds are told apart', () => {
  const object = (kind: string) => ({ apiVersion: 'tekton.dev/v1', kind, metadata: {} });
  expect(['Task', 'Pipeline', 'TaskRun'].map(object).map(isTask)).toEqual([true, false, false]);
  expect(['Task', 'Pipeline', 'TaskRun'].map(object).map(isPipeline)).toEqual([false, true, false]);
});

test.each<[string, Partial<PipelineTask>, string | undefined]>([
  ['a Task', { taskRef: { name: 'build' } }, 'build'],
  ['a Task, with its kind', { taskRef: { name: 'build', kind: 'Task' } }, 'build'],
  ['what a resolver fetches', { taskRef: { name: 'build', resolver: 'git' } }, undefined],
  ['a custom task', { taskRef: { name: 'build', kind: 'Approval' } }, undefined],
  ['an embedded Task', { taskSpec: {} }, undefined],
])('a task that uses %s names %s', (_title, fields, name) => {
  expect(localTaskName({ ...A, ...fields })).toBe(name);
});

test('the tasks of a pipeline are those of tasks, then those of finally', () => {
  expect(tasksOf({ finally: [B], tasks: [A] })).toEqual([A, B]);
  expect(tasksOf({})).toEqual([]);
  expect(tasksOf(undefined)).toEqual([]);
});

test('a change reaches both lists, and adds none that is not there', () => {
  const rename = (task: PipelineTask) => ({ ...task, name: `${task.name}!` });
  expect(mapTasks({ tasks: [A], finally: [B], params: [] }, rename)).toStrictEqual({
    tasks: [{ name: 'a!' }],
    finally: [{ name: 'b!' }],
    params: [],
  });
  expect(mapTasks({ tasks: [A] }, rename)).toStrictEqual({ tasks: [{ name: 'a!' }] });
});

describe('a change of embedded Tasks', () => {
  test('reaches pipelines in the pipeline, and knows the place of each', () => {
    const inner: PipelineSpec = { finally: [{ name: 'c', taskSpec: { steps: [] } }] };
    const spec: PipelineSpec = {
      tasks: [
        { name: 'a', taskSpec: {} },
        { name: 'b', pipelineSpec: inner },
      ],
    };
    const places: string[] = [];
    const changed = mapEmbeddedTaskSpecs(spec, 'Pipeline p', (given, where) => {
      places.push(where);
      return { ...given, params: [] };
    });
    expect(places).toEqual(['Pipeline p, task a', 'Pipeline p, task b, task c']);
    expect(changed).toEqual({
      tasks: [
        { name: 'a', taskSpec: { params: [] } },
        { name: 'b', pipelineSpec: { finally: [{ name: 'c', taskSpec: { steps: [], params: [] } }] } },
      ],
    });
  });

  test('leaves tasks that are elsewhere', () => {
    expect(mapEmbeddedTaskSpecs({ tasks: [A] }, 'x', () => ({ params: [] }))).toStrictEqual({ tasks: [A] });
  });
});
