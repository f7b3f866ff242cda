import { expect, test } from '@jest/globals';
import { unresolvedRefs } from '../../../../src/core/payload/unresolved-refs.ts';
import type { PipelineSpec } from '../../../../src/core/tekton/types.ts';
import { aBareRun, aPayload } from '../../../support/builders.ts';

const problemsOf = (spec: PipelineSpec) => unresolvedRefs(aPayload('main', { tasks: { build: {}, test: {} }, spec }));

test.each<[string, PipelineSpec]>([
  [
    'Tasks of the payload',
    {
      tasks: [{ name: 'a', taskRef: { name: 'build' } }],
      finally: [{ name: 'b', taskRef: { name: 'test', kind: 'Task' } }],
    },
  ],
  ['embedded tasks', { tasks: [{ name: 'a', taskSpec: {} }] }],
  ['tasks of a resolver', { tasks: [{ name: 'a', taskRef: { resolver: 'git' } }] }],
  ['custom tasks', { tasks: [{ name: 'a', taskRef: { name: 'x', kind: 'Approval' } }] }],
])('%s are fine', (_title, spec) => expect(problemsOf(spec)).toEqual([]));

test('a Task that is not there is named, with those that are', () => {
  expect(problemsOf({ tasks: [{ name: 'a', taskRef: { name: 'biuld' } }] })).toEqual([
    'main.json: task a refers to Task biuld, which is not in the payload; it holds: build, test',
  ]);
});

test('finally tasks are looked at too', () => {
  expect(problemsOf({ finally: [{ name: 'f', taskRef: { name: 'gone' } }] })).toHaveLength(1);
});

test('a ClusterTask is refused with what to do', () => {
  expect(problemsOf({ tasks: [{ name: 'a', taskRef: { name: 'git-clone', kind: 'ClusterTask' } }] })).toEqual([
    'main.json: task a uses ClusterTask git-clone, which no longer exists in Tekton; put the Task into the payload',
  ]);
});

test('a Pipeline that is not there is named, with those that are', () => {
  expect(unresolvedRefs(aPayload('main', { run: { pipelineRef: { name: 'mian' } } }))).toEqual([
    'main.json: Pipeline mian is not in the payload; it holds: main',
  ]);
});

test('a Pipeline of a resolver is Tekton’s to find', () => {
  expect(unresolvedRefs(aPayload('main', { run: { pipelineRef: { resolver: 'git' } } }))).toEqual([]);
});

test('a PipelineRun without any pipeline is told', () => {
  expect(unresolvedRefs({ ...aPayload('main'), run: aBareRun({}) })).toEqual([
    'main.json: the PipelineRun has neither pipelineRef nor pipelineSpec',
  ]);
});
