import { describe, expect, test } from '@jest/globals';
import { findingFixtures } from '../../../support/finding-fixtures.ts';
import { findingsOf } from '../../../support/yaml-payloads.ts';

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

describe.each([
  ['what a run may get by with is a problem, not fatal', 'problem'],
  ['what is only worth a look is a warning', 'warning'],
] as const)('%s', (_title, severity) => {
  test.each(findingFixtures(severity))('$title', ({ yaml, finds }) => {
    const found = findingsOf(yaml);
    expect(found).toEqual([expect.stringMatching(new RegExp(`^${severity}: `))]);
    expect(found[0]).toContain(finds);
  });
});

test('params that are missing in a child, whose signal may bring them, are warnings', () => {
  const yaml = `
apiVersion: tekton.dev/v1
kind: Task
metadata: { name: k }
spec:
  params:
    - name: a
  steps:
    - name: s
      image: i
---
apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: { name: r }
spec:
  pipelineSpec:
    params:
      - name: b
    tasks:
      - name: t
        taskRef: { name: k }
`;
  expect(findingsOf(yaml, 'child').map((line) => line.split(':')[0])).toEqual(['warning', 'warning']);
});

describe('what Tekton takes is not found fault with', () => {
  test.each(findingFixtures('none'))('$title', ({ yaml }) => {
    expect(findingsOf(yaml)).toEqual([]);
  });
});
