import { describe, expect, test } from '@jest/globals';
import { isPipeline, isTask, mapEmbeddedTaskSpecs, mapTasks, tasksOf } from '../../../../src/core/tekton/task-specs.ts';
import type { PipelineSpec, TaskSpec } from '../../../../src/core/tekton/types.ts';

const inner: TaskSpec = { steps: [{ name: 's' }] };
const spec: PipelineSpec = {
  params: [{ name: 'p' }],
  tasks: [
    { name: 'a', taskSpec: inner },
    { name: 'b', taskRef: { name: 'known' } },
  ],
  finally: [{ name: 'last', taskSpec: inner }],
};

test('kinds are told apart by the kind alone', () => {
  const object = (kind: string) => ({ apiVersion: 'tekton.dev/v1', kind, metadata: {} });

  expect(['Task', 'Pipeline', 'PipelineRun'].map((kind) => isTask(object(kind)))).toEqual([true, false, false]);
  expect(['Task', 'Pipeline', 'PipelineRun'].map((kind) => isPipeline(object(kind)))).toEqual([false, true, false]);
});

describe('the tasks of a pipeline', () => {
  test('are all, those of finally last', () => {
    expect(tasksOf(spec).map(({ name }) => name)).toEqual(['a', 'b', 'last']);
  });

  test('are none where the pipeline is not known or has none', () => {
    expect(tasksOf(undefined)).toEqual([]);
    expect(tasksOf({})).toEqual([]);
  });

  test('change in their places, and nothing else does', () => {
    const changed = mapTasks(spec, (task) => ({ ...task, name: task.name.toUpperCase() }));

    expect(changed).toEqual({
      params: [{ name: 'p' }],
      tasks: [
        { name: 'A', taskSpec: inner },
        { name: 'B', taskRef: { name: 'known' } },
      ],
      finally: [{ name: 'LAST', taskSpec: inner }],
    });
    expect(mapTasks({ params: [] }, (task) => task)).toEqual({ params: [] });
  });
});

describe('the embedded TaskSpecs of a pipeline', () => {
  const places = (of: PipelineSpec) => {
    const found: string[] = [];
    const changed = mapEmbeddedTaskSpecs(of, 'Pipeline main', (each, where) => {
      found.push(where);
      return { ...each, volumes: [] };
    });
    return { found, changed };
  };

  test('change where they are, and a task that names its Task stays as it is', () => {
    const { found, changed } = places(spec);

    expect(found).toEqual(['Pipeline main, task a', 'Pipeline main, task last']);
    expect(changed.tasks).toEqual([{ name: 'a', taskSpec: { ...inner, volumes: [] } }, spec.tasks?.[1]]);
  });

  test('change in pipelines in pipelines too, and are told by all the tasks around them', () => {
    const nested: PipelineSpec = {
      tasks: [{ name: 'mid', pipelineSpec: { finally: [{ name: 'a', taskSpec: inner }] } }],
    };
    const { found, changed } = places({ tasks: [{ name: 'top', pipelineSpec: nested }] });

    expect(found).toEqual(['Pipeline main, task top, task mid, task a']);
    expect(changed.tasks?.[0]?.pipelineSpec?.tasks?.[0]?.pipelineSpec?.finally).toEqual([
      { name: 'a', taskSpec: { ...inner, volumes: [] } },
    ]);
  });
});
