import { describe, expect, test } from '@jest/globals';
import { exportedRun, exportText, withResolvedTasks } from '../../../../src/core/export/export.ts';
import { LABEL_TEKTON_PIPELINE_TASK } from '../../../../src/core/tekton/labels.ts';
import type { Pipeline, PipelineRun, PipelineSpec, TaskRun } from '../../../../src/core/tekton/types.ts';

const RAN: PipelineSpec = { tasks: [{ name: 't', taskRef: { name: 'k' } }] };
const runOf = (spec: PipelineRun['spec'], status: PipelineRun['status'] = {}): PipelineRun => ({
  apiVersion: 'tekton.dev/v1',
  kind: 'PipelineRun',
  metadata: { name: 'r', uid: '1-2' },
  spec,
  status,
});
const taskRunOf = (task: string, step: string): TaskRun => ({
  apiVersion: 'tekton.dev/v1',
  kind: 'TaskRun',
  metadata: { labels: { [LABEL_TEKTON_PIPELINE_TASK]: task } },
  status: { taskSpec: { steps: [{ name: step }] } },
});

describe('an exported run', () => {
  test('is one that can be run again: without status and cancellation', () => {
    const { value, notices } = exportedRun(runOf({ pipelineRef: { name: 'p' }, status: 'Cancelled' }));
    expect(value).toEqual({
      apiVersion: 'tekton.dev/v1',
      kind: 'PipelineRun',
      metadata: { name: 'r' },
      spec: { pipelineRef: { name: 'p' } },
    });
    expect(notices).toEqual([]);
  });

  test('has the pipeline that ran in place of the one that a resolver fetched', () => {
    const { value, notices } = exportedRun(runOf({ pipelineRef: { resolver: 'git' } }, { pipelineSpec: RAN }));
    expect(value.spec).toEqual({ pipelineSpec: RAN });
    expect(notices).toEqual([expect.stringMatching(/resolver git fetches, is in the export as it ran/)]);
  });

  test('keeps the resolver where nothing has run', () => {
    const { value, notices } = exportedRun(runOf({ pipelineRef: { resolver: 'git' } }));
    expect(value.spec).toEqual({ pipelineRef: { resolver: 'git' } });
    expect(notices).toEqual([expect.stringMatching(/is not in the export: the run has not started/)]);
  });
});

describe('a Task that a resolver fetched', () => {
  const spec: PipelineSpec = {
    tasks: [
      { name: 'a', taskRef: { resolver: 'hub' } },
      { name: 'b', taskRef: { name: 'own' } },
    ],
    finally: [{ name: 'c', taskRef: { resolver: 'git' } }],
  };
  const taskRuns = [taskRunOf('a', 'ran'), taskRunOf('c', 'once'), taskRunOf('c', 'twice')];
  const expected: PipelineSpec = {
    tasks: [
      { name: 'a', taskSpec: { steps: [{ name: 'ran' }] } },
      { name: 'b', taskRef: { name: 'own' } },
    ],
    finally: [{ name: 'c', taskRef: { resolver: 'git' } }],
  };

  test('is the one that ran, in a pipeline of the run', () => {
    const { value, notices } = withResolvedTasks(runOf({ pipelineSpec: spec }), [], taskRuns);
    expect(value.run.spec.pipelineSpec).toEqual(expected);
    expect(notices).toEqual([
      expect.stringMatching(/^task a, .* hub fetches, is in the export as it ran/),
      expect.stringMatching(/^task c, .* git fetches, is not in the export: it has run 2 times/),
    ]);
  });

  test('is the one that ran, in the Pipeline that the run names, and in no other', () => {
    const pipeline = (name: string): Pipeline => ({
      apiVersion: 'tekton.dev/v1',
      kind: 'Pipeline',
      metadata: { name },
      spec,
    });
    const run = runOf({ pipelineRef: { name: 'p' } });
    const { value } = withResolvedTasks(run, [pipeline('p'), pipeline('q')], taskRuns);
    expect(value.definitions).toEqual([{ ...pipeline('p'), spec: expected }, pipeline('q')]);
  });
});

test('the text of an export is that of the hosted service: what others need comes first, all in one namespace', () => {
  const object = (kind: string) => ({ apiVersion: 'v1', kind, metadata: { name: 'x' } });
  const text = exportText([object('PipelineRun'), object('Task'), object('Secret')], {
    name: 'main',
    uid: '1-2',
    exportedAt: Date.UTC(2026, 10, 20, 10, 15),
  });
  const parsed = JSON.parse(text) as { metadata: object; spec: { payload: { resources: string[] } } };
  expect(parsed.metadata).toEqual({ name: 'main-local-2026-11-20-101500utc' });
  expect(parsed.spec.payload).toMatchObject({ pipeline_id: '1-2' });
  const resources = parsed.spec.payload.resources.map((each) => JSON.parse(each) as { kind: string; metadata: object });
  expect(resources.map(({ kind }) => kind)).toEqual(['Namespace', 'Secret', 'Task', 'PipelineRun']);
  expect(resources.map(({ metadata }) => metadata)).toEqual([
    { name: 'pw-1-2' },
    ...Array.from({ length: 3 }, () => ({ name: 'x', namespace: 'pw-1-2' })),
  ]);
});
