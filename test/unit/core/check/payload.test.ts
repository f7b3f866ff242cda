import { describe, expect, test } from '@jest/globals';
import { findingFixtures } from '../../../support/finding-fixtures.ts';
import { call, findingsOf, one } from '../../../support/yaml-payloads.ts';

describe('what Tekton surely refuses, or what surely hangs, is fatal', () => {
  test.each(findingFixtures('fatal'))('$title', ({ yaml, finds }) => {
    // What is fatal may have consequences that are less.
    const fatal = findingsOf(yaml).filter((line) => line.startsWith('fatal: '));
    expect(fatal).toEqual([expect.stringContaining(finds)]);
  });

  test('and all of it is told at once', () => {
    const yaml = `
apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: { name: r }
spec:
  pipelineSpec:
    params:
      - name: without-a-value
    tasks:
      - name: t
        runAfter: [gone]
        params:
          - name: a
            value: $(params.gone)
        taskSpec:
          params:
            - name: a
          steps:
            - name: s
              image: i
              script: $(params.gone)
`;
    expect(findingsOf(yaml).filter((line) => line.startsWith('fatal'))).toHaveLength(4);
  });
});

test('the worst comes first, whatever checks it', () => {
  const yaml = call(
    'runAfter: [x], params: [{ name: b, value: c }]',
    'results: [{ name: r }, { name: r }]\nsteps: [{ name: s, image: i }]',
  );
  expect(findingsOf(yaml).map((line) => line.split(':')[0])).toEqual(['fatal', 'problem', 'warning']);
});

test('a Pipeline that nobody uses is a warning', () => {
  const other = `
---
apiVersion: tekton.dev/v1
kind: Pipeline
metadata: { name: other }
spec:
  tasks:
    - name: t
      taskRef: { name: k }
`;
  expect(findingsOf(one('steps: [{ name: s, image: i }]') + other)).toEqual([
    'warning: Pipeline other: is in the payload, but its PipelineRun does not use it',
  ]);
});

test('of a pipeline that a resolver fetches, only what the run itself needs is known', () => {
  const yaml = `
apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: { name: r }
spec:
  pipelineRef:
    resolver: git
    params: []
  workspaces:
    - name: settings
      configMap: { name: gone }
  taskRunTemplate:
    podTemplate:
      imagePullSecrets:
        - name: pull
`;
  expect(findingsOf(yaml)).toEqual([
    expect.stringMatching(/^problem: PipelineRun r, workspace settings: needs ConfigMap gone, /),
    expect.stringMatching(/^warning: PipelineRun r: names image pull secret pull, /),
  ]);
});

describe('what Tekton takes is not found fault with', () => {
  test.each(findingFixtures('none'))('$title', ({ yaml }) => {
    expect(findingsOf(yaml)).toEqual([]);
  });
});
