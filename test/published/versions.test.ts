import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';

const ROOT = new URL('../..', import.meta.url).pathname;

function read(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

/** The first group of every match in a file. */
function found(file: string, pattern: RegExp): readonly string[] {
  return [...read(file).matchAll(pattern)].map(([, group = '']) => group);
}

function setting(name: string): string {
  return found('hack/lib/versions.sh', new RegExp(`^${name}=(.+)$`, 'gm'))[0] ?? '';
}

/** Whether version `one` is as new as `other`, part by part. */
function isAsNew(one: string, other: string): boolean {
  return one.localeCompare(other, 'en', { numeric: true }) >= 0;
}

/** The least version of Tekton that a manifest names, as the documents write it: v0.60. */
function leastTekton(file: string): string {
  const { metadata } = parse(read(file)) as { metadata: { annotations: Record<string, string> } };
  return `v${metadata.annotations['tekton.dev/pipelines.minVersion']?.replace(/\.0$/, '') ?? ''}`;
}

/** Of a module that Go has fetched before; elsewhere it is not at hand. */
function tektonGoMod(): string | undefined {
  try {
    const modules = execFileSync('go', ['env', 'GOMODCACHE'], { encoding: 'utf8' }).trim();
    const file = `cache/download/github.com/tektoncd/pipeline/@v/${setting('TEKTON_VERSION')}.mod`;
    return existsSync(path.join(modules, file)) ? readFileSync(path.join(modules, file), 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

const goMod = tektonGoMod();

test.each(['README.md', 'docs/clusters.md'])('%s asks for the Go that the clusters are built with', (file) => {
  expect(found(file, /\bGo (\d[\d.]*\d) or newer/g)).toEqual([setting('GO_LEAST')]);
});

test('the Go that we ask for builds our own module of Kubernetes', () => {
  const [asked = ''] = found('hack/local-cluster/kube/go.mod', /^go (.+)$/gm);

  expect(isAsNew(setting('GO_LEAST'), asked)).toBe(true);
});

(goMod === undefined ? test.skip : test)('the Go that we ask for is the one of the go.mod of Tekton', () => {
  expect(/^go (.+)$/m.exec(goMod ?? '')?.[1]).toBe(setting('GO_LEAST'));
});

test('the README asks for the Tekton that every file of tekton/ needs, and says what to leave out on an older one', () => {
  const stepAction = 'tekton/wait-for-pipeline-stepaction.yaml';
  const [least, task] = [leastTekton(stepAction), leastTekton('tekton/task.yaml')];

  expect(found('README.md', /Tekton Pipelines (v[\d.]+\d) or newer/g)).toEqual([least]);
  expect(read('README.md').replaceAll(/\s+/g, ' ')).toContain(
    `On Tekton ${task} or newer, but older than ${least}, leave \`${stepAction}\` out`,
  );
});

test('the Tasks need no newer Tekton than a run itself', () => {
  const [least] = found('src/app/run/preflight.ts', /Tekton Pipelines (v[\d.]+\d) or newer/g);

  expect([leastTekton('tekton/task.yaml'), leastTekton('tekton/wait-for-pipeline-task.yaml')]).toEqual([least, least]);
});
