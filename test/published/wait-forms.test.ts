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
  ['Task', task, task.steps?.[0], ['--results-dir=/tekton/results', '--output-dir=$(workspaces.output.path)']],
  ['StepAction', stepAction, stepAction, ['--results-dir=$(step.results.status.path)/..']],
])('the %s', (_title, { params, results }, step, resultFolders) => {
  test('has the flags of the program as its params, but for those that only a desk or a step of its own needs', () => {
    const needless = ['kubeconfig', 'context', 'log-level', 'all-namespaces', 'always', 'results-dir', 'output-dir'];
    const wanted = Object.keys(options).filter((name) => !needless.includes(name));
    expect(params.map(({ name }) => name).sort()).toEqual(wanted.sort());
  });

  test('hands each param on to the flag of its name, once, with the default of that flag', () => {
    const handed = (step?.args ?? []).filter((arg) => arg.includes('$(params.'));
    expect([...handed].sort()).toEqual(params.map(({ name }) => `--${name}=$(params.${name})`).sort());
    const defaults = params.map(({ name, default: value }) => [name, value]);
    expect(defaults).toEqual(params.map(({ name }) => [name, String(options[name]?.default ?? '')]));
  });

  test('writes results where Tekton reads them', () => {
    const folders = (step?.args ?? []).filter((arg) => /^--(results|output)-dir=/.test(arg));
    expect(folders).toEqual(resultFolders);
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
