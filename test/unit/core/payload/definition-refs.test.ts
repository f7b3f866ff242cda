import { expect, test } from '@jest/globals';
import { valueAt } from '../../../../src/core/field-path.ts';
import { definitionRefs, localRefs } from '../../../../src/core/payload/definition-refs.ts';

const SPEC = {
  pipelineRef: { name: 'main' },
  pipelineSpec: {
    tasks: [
      { name: 'a', taskRef: { name: 'build', kind: 'Task' } },
      { name: 'b', taskSpec: { steps: [{ ref: { name: 'sign' } }, { image: 'i' }] } },
      { name: 'c', pipelineRef: { name: 'other' } },
      { name: 'd', taskRef: { resolver: 'git', params: [] } },
      { name: 'e', taskRef: { name: 'x', kind: 'Approval', apiVersion: 'example.com/v1' } },
    ],
    finally: [{ name: 'f', pipelineSpec: { tasks: [{ name: 'g', taskRef: { name: 'tidy' } }] } }],
  },
};

test('all definitions that a spec uses are found, in what is embedded in it too', () => {
  expect(definitionRefs(SPEC).map(({ path: _path, ...ref }) => ref)).toEqual([
    { kind: 'Pipeline', name: 'main' },
    { kind: 'Task', name: 'build' },
    { kind: 'StepAction', name: 'sign' },
    { kind: 'Pipeline', name: 'other' },
    { kind: 'Task', resolver: 'git' },
    { kind: 'Task', name: 'x', customKind: 'Approval' },
    { kind: 'Task', name: 'tidy' },
  ]);
});

test('each leads to the field that holds it', () => {
  for (const { path, name } of definitionRefs(SPEC)) {
    expect(valueAt(SPEC, [...path, 'name'])).toBe(name);
  }
});

test('by name in the namespace are those that no resolver fetches and that are no custom tasks', () => {
  expect(localRefs(SPEC).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'Pipeline main',
    'Task build',
    'StepAction sign',
    'Pipeline other',
    'Task tidy',
  ]);
});

test.each([undefined, 'x', [], { tasks: 'x', steps: [5], pipelineRef: 'p' }])('in %j there are none', (spec) => {
  expect(definitionRefs(spec)).toEqual([]);
});
