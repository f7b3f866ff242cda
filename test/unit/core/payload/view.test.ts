import { describe, expect, test } from '@jest/globals';
import { unusedPipelines, viewPayload } from '../../../../src/core/payload/view.ts';
import type { Payload } from '../../../../src/core/payload/payload.ts';
import type { PipelineTask } from '../../../../src/core/tekton/types.ts';
import { aBareRun, aPayload } from '../../../support/builders.ts';

const viewOf = (payload: Payload) => {
  const view = viewPayload(payload);
  if (view === undefined) throw new Error('no view');
  return view;
};

test('tasks come with what they run and where they are, those of finally last', () => {
  const { tasks, specs } = viewOf(
    aPayload('main', {
      tasks: { build: { results: [{ name: 'r' }] } },
      spec: { tasks: [{ name: 'a', taskRef: { name: 'build' } }], finally: [{ name: 'f', taskSpec: {} }] },
    }),
  );
  expect(tasks).toMatchObject([
    {
      where: { title: 'Pipeline main, task a' },
      isFinally: false,
      isEmbedded: false,
      spec: { results: [{ name: 'r' }] },
    },
    { where: { title: 'Pipeline main, finally task f' }, isFinally: true, isEmbedded: true, spec: {} },
  ]);
  expect(specs.map(({ where }) => [where.object, ...where.path].join('/'))).toEqual([
    'Task build/spec',
    'Pipeline main/spec/finally/0/taskSpec',
  ]);
});

test('a pipeline that is embedded in the run is at the run', () => {
  const { where, isEmbedded } = viewOf({ file: 'f', run: aBareRun({ pipelineSpec: {} }), objects: [] });
  expect({ where, isEmbedded }).toEqual({
    where: { title: 'PipelineRun run', object: 'PipelineRun run', path: ['spec', 'pipelineSpec'] },
    isEmbedded: true,
  });
});

test('of a pipeline that lives elsewhere there is no view', () => {
  expect(viewPayload({ file: 'f', run: aBareRun({ pipelineRef: { resolver: 'git' } }), objects: [] })).toBeUndefined();
});

test.each<[string, Partial<PipelineTask>]>([
  ['a resolver fetches', { taskRef: { resolver: 'git', name: 'work' } }],
  ['a controller of custom tasks runs', { taskRef: { kind: 'Wait', name: 'work' } }],
  ['a controller of custom tasks runs, embedded', { taskSpec: { kind: 'Wait' } }],
  ['is a pipeline', { pipelineSpec: {} }],
])('what %s is not known', (_title, task) => {
  expect(viewOf(aPayload('main', { spec: { tasks: [{ name: 'a', ...task }] } })).tasks[0]?.spec).toBeUndefined();
});

describe('a task may be skipped, or fail without harm,', () => {
  const result = '$(tasks.b.results.r)';
  test.each<[string, Partial<PipelineTask>, boolean]>([
    ['behind a when', { when: [{}] }, true],
    ['where its failure is taken', { onError: 'continue' }, true],
    ['where it uses a result of another', { params: [{ name: 'p', value: ['x', result] }] }, true],
    ['where its matrix does', { matrix: { params: [{ name: 'p', value: [result] }] } }, true],
    ['but not for a param', { params: [{ name: 'p', value: '$(params.a)' }] }, false],
  ])('%s', (_title, task, expected) => {
    const { tasks } = viewOf(aPayload('main', { spec: { tasks: [{ name: 'a', ...task }] } }));
    expect(tasks[0]?.mayBeSkipped).toBe(expected);
  });
});

test('Pipelines that neither the run nor another Pipeline uses are unused', () => {
  const pipeline = (name: string) => ({ apiVersion: 'tekton.dev/v1', kind: 'Pipeline', metadata: { name }, spec: {} });
  const spec = { tasks: [{ name: 'a', pipelineRef: { name: 'inner' } }] };
  expect(unusedPipelines(aPayload('main', { spec, objects: [pipeline('inner'), pipeline('idle')] }))).toEqual(['idle']);
});
