import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { JsonObject } from '../../../../src/core/json.ts';
import { shapeProblems } from '../../../../src/input/payload/object-shape.ts';

const spoken = (object: JsonObject, showValues = true) => shapeProblems(object, { showValues }).map(({ why }) => why);

/** What is wrong with a `spec` of that kind, given as YAML. */
function problemsOf(kind: string, spec: string): readonly string[] {
  return spoken({ kind, metadata: {}, spec: parse(spec) as unknown });
}

describe('a field of a shape that Kubernetes does not take is a problem:', () => {
  test.each([
    ['Task', 'params: [{name: a, properties: abc}]', 'spec.params[0].properties must be an object'],
    ['Task', 'params: [{name: a, properties: {k: v}}]', 'spec.params[0].properties.k must be an object'],
    ['Task', 'steps: [{envFrom: x}]', 'spec.steps[0].envFrom must be an array'],
    ['Task', 'steps: [{envFrom: [x]}]', 'spec.steps[0].envFrom[0] must be an object'],
    ['Task', 'steps: [{env: [{name: A, valueFrom: secret}]}]', 'spec.steps[0].env[0].valueFrom must be an object'],
    ['Task', 'volumes: [cache]', 'spec.volumes[0] must be an object'],
    ['Pipeline', 'tasks: [{name: t, pipelineSpec: abc}]', 'spec.tasks[0].pipelineSpec must be an object'],
    [
      'Pipeline',
      'tasks: [{name: t, pipelineSpec: {tasks: [{name: u, pipelineSpec: {tasks: 5}}]}}]',
      'spec.tasks[0].pipelineSpec.tasks[0].pipelineSpec.tasks must be an array',
    ],
    ['Pipeline', 'tasks: [{name: t, pipelineRef: main}]', 'spec.tasks[0].pipelineRef must be an object'],
    [
      'Pipeline',
      'tasks: [{name: t, taskSpec: {kind: 5}}]',
      'spec.tasks[0].taskSpec.kind must be a string, not 5: quote this value',
    ],
    ['Pipeline', 'tasks: [{name: t, when: [always]}]', 'spec.tasks[0].when[0] must be an object'],
    ['Pipeline', 'finally: [{name: t, when: [{values: x}]}]', 'spec.finally[0].when[0].values must be an array'],
    [
      'Pipeline',
      'tasks: [{name: t, matrix: {include: [{name: 5}]}}]',
      'spec.tasks[0].matrix.include[0].name must be a string, not 5: quote this value',
    ],
    [
      'PipelineRun',
      'taskRunTemplate: {podTemplate: {tolerations: [{key: 5}]}}',
      'spec.taskRunTemplate.podTemplate.tolerations[0].key must be a string, not 5: quote this value',
    ],
    [
      'PipelineRun',
      'taskRunTemplate: {podTemplate: {tolerations: [{tolerationSeconds: soon}]}}',
      'spec.taskRunTemplate.podTemplate.tolerations[0].tolerationSeconds must be a number',
    ],
  ])('%s with %s', (kind, spec, problem) => expect(problemsOf(kind, spec)).toEqual([problem]));

  test('the namespace of an object that is no string', () => {
    expect(spoken({ kind: 'ConfigMap', metadata: { namespace: 5 } })).toEqual([
      'metadata.namespace must be a string, not 5: quote this value',
    ]);
  });
});

test('fields that are not in the shapes pass, and so does a whole object of a kind that has none', () => {
  expect(problemsOf('Task', 'steps: [{image: i, later: [5]}]')).toEqual([]);
  expect(problemsOf('StepAction', 'image: 5')).toEqual([]);
});

describe('a sentence', () => {
  test('quotes a number and says to quote it where a string is wanted, but nowhere else', () => {
    expect(problemsOf('PipelineRun', 'params: 5')).toEqual(['spec.params must be an array']);
    expect(problemsOf('Task', 'params: [{name: a, type: 5}]')).toEqual([
      'spec.params[0].type must be string, array or object',
    ]);
    expect(problemsOf('Task', 'params: [{name: a, default: [x, 5]}]')).toEqual([
      'spec.params[0].default[1] must be a string, not 5: quote this value',
    ]);
  });

  test('quotes no value where values may not be shown, and none of a Secret', () => {
    expect(spoken({ kind: 'ConfigMap', metadata: {}, data: { pin: 1234 } }, false)).toEqual([
      'data.pin must be a string: quote this value',
    ]);
    expect(spoken({ kind: 'Secret', metadata: {}, stringData: { pin: 1234 } })).toEqual([
      'stringData.pin must be a string: quote this value',
    ]);
  });
});

test.each(['constructor', 'toString', '__proto__'])('of the kind %s only the metadata has a shape', (kind) => {
  const object = { apiVersion: 'v1', kind, metadata: { name: 7 } };
  expect(shapeProblems(object, { showValues: true }).map(({ why }) => why)).toEqual([
    'metadata.name must be a string, not 7: quote this value',
  ]);
});
