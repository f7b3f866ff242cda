import { describe, expect, test } from '@jest/globals';
import { call, findingsOf, one } from '../../../support/yaml-payloads.ts';
import { FATAL_PAYLOADS } from '../../../support/fatal-payloads.ts';

const STEPS = 'steps: [{ name: s, image: i }]';

describe('what Tekton surely refuses, or what surely hangs, is fatal', () => {
  test.each(FATAL_PAYLOADS)('%s', (_title, yaml, expected) => {
    const found = findingsOf(yaml).filter((line) => line.startsWith('fatal: '));
    expect(found).toEqual([expect.stringContaining(expected)]);
  });

  test('and all of it is told at once', () => {
    const yaml = call(
      'runAfter: [x], params: [{ name: a, value: $(params.y) }]',
      `steps: [{ name: s, image: i, script: "$(params.z)" }]`,
      'params: [{ name: b }]\n',
    );
    expect(findingsOf(yaml).filter((line) => line.startsWith('fatal'))).toHaveLength(4);
  });
});

test('the worst comes first, whatever checks it', () => {
  const yaml = call('runAfter: [x], params: [{ name: b, value: c }]', `results: [{ name: r }, { name: r }]\n${STEPS}`);
  expect(findingsOf(yaml).map((line) => line.split(':')[0])).toEqual(['fatal', 'problem', 'warning']);
});

test('a Pipeline that nobody uses is a warning', () => {
  const other =
    '---\napiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata: { name: other }\nspec: { tasks: [{ name: t, taskRef: { name: k } }] }\n';
  expect(findingsOf(one(STEPS) + other)).toEqual([
    'warning: Pipeline other: is in the payload, but its PipelineRun does not use it',
  ]);
});
