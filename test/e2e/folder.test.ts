import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type EndedProgram, startProgram } from '../support/e2e/programs.ts';
import * as tree from '../support/e2e/tree.ts';
import { kubectl } from '../support/kubectl.ts';

jest.setTimeout(480_000);

const SAMPLE = new URL('../../sample/.tekton/', import.meta.url).pathname;

describe('the sample as its authors wrote it, in folders with listeners', () => {
  const runId = randomUUID();
  let folder: string;
  let ended: EndedProgram;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'subpipe-e2e-'));
    await cp(SAMPLE, folder, { recursive: true });
    const mappings = [
      { pipeline: 'main', file: 'main' },
      { pipeline: 'e2e-tests.json', file: 'tests', listener: 'tests-listener' },
      { pipeline: 'deployer.json', file: 'deploy', params: [{ name: 'target', value: 'a "quoted" {target}' }] },
    ];
    await writeFile(path.join(folder, 'entry.json'), JSON.stringify({ pipeline: 'main', mappings }));
    const flags = ['--run-id', runId, '--cleanup', 'never', '-n', 'default', '-o', 'json'];
    const args = ['run', path.join(folder, 'entry.json'), '--param', 'revision=release-8', ...flags];
    ended = await startProgram('subpipe', args).ended;
  });

  afterAll(async () => {
    await rm(folder, { recursive: true });
    await kubectl(['delete', 'namespaces,clusterrolebindings', '-l', `subpipe.dev/run-id=${runId}`]);
    await kubectl(['delete', 'configmap', '-n', 'default', '-l', `subpipe.dev/run-id=${runId}`]);
  });

  test('runs to its end, children included', () => {
    expect(ended).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(ended.stdout)).toMatchObject({
      outcome: 'Succeeded',
      runs: [{ pipeline: 'main' }, { pipeline: 'e2e-tests' }, { pipeline: 'deploy-pipeline' }],
    });
  });

  test('gives the params of listeners to the runs: from flags, the mapping, bindings and defaults', async () => {
    const runs = await tree.runsByPipeline(runId);
    const paramsOf = (pipeline: string) =>
      Object.fromEntries((tree.entryOf(runs, pipeline).spec.params ?? []).map(({ name, value }) => [name, value]));

    expect(paramsOf('main')).toEqual({
      repository: 'https://git.example.com/demo/hello.git',
      revision: 'release-8',
      registryRegion: 'eu-de',
    });
    expect(paramsOf('deploy-pipeline')).toEqual({ target: 'a "quoted" {target}' });
  });
});
