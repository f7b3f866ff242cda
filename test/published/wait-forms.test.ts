import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { waitOptions } from '../../src/cli/wait/flags.ts';

type Named = { readonly name: string; readonly default?: string };
type Step = { readonly image: string; readonly command: readonly string[]; readonly args: readonly string[] };
type Form = { readonly params: readonly Named[]; readonly results: readonly Named[] };

function specOf(file: string): Form & Partial<Step> & { readonly steps?: readonly Step[] } {
  const { spec } = parse(readFileSync(`tekton/${file}`, 'utf8')) as { spec: Form };
  return spec;
}

const task = specOf('wait-for-pipeline-task.yaml');
const stepAction = specOf('wait-for-pipeline-stepaction.yaml');
const options: Readonly<Record<string, { readonly describe: string; readonly default?: string | number | boolean }>> =
  waitOptions;

describe.each([
  ['Task', task, task.steps?.[0]],
  ['StepAction', stepAction, stepAction],
])('the %s', (_title, { params, results }, step) => {
  test('hands every param on to the flag of that name, with the default of that flag', () => {
    for (const { name, default: value } of params) {
      expect(step?.args).toContain(`--${name}=$(params.${name})`);
      expect(value).toBe(String(options[name]?.default ?? ''));
    }
  });

  test('declares the results that the program writes', () => {
    expect(results.map(({ name }) => name)).toEqual(['status', 'pipelinerun', 'namespace', 'message', 'results']);
  });

  test('names its command, as Tekton would ask a registry for it', () => {
    expect(step?.command).toEqual(['wait-for-pipeline']);
  });
});

test('Task and StepAction have the same params, results and image', () => {
  expect(stepAction.params).toEqual(task.params);
  expect(stepAction.results).toEqual(task.results);
  expect(stepAction.image).toBe(task.steps?.[0]?.image);
});
