import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type EndedProgram, startProgram, withFolder } from '../support/e2e/programs.ts';
import * as tree from '../support/e2e/tree.ts';
import { kubectl } from '../support/kubectl.ts';

jest.setTimeout(240_000);

const IMAGE = 'subpipe/sample-tools:0.1.0';

const DEFINITIONS = `
apiVersion: tekton.dev/v1
kind: Pipeline
metadata: {name: hand-over}
spec:
  params: [{name: greeting, default: hello}, {name: whom}]
  workspaces: [{name: shared}, {name: cache, optional: true}]
  tasks:
    - name: write
      taskRef: {name: write}
      params: [{name: text, value: "$(params.greeting) $(params.whom)"}]
      workspaces: [{name: shared, workspace: shared}]
    - name: read
      runAfter: [write]
      taskRef: {name: read}
      workspaces: [{name: shared, workspace: shared}]
  results: [{name: text, value: $(tasks.read.results.text)}]
---
apiVersion: tekton.dev/v1
kind: Task
metadata: {name: write}
spec:
  params: [{name: text}]
  workspaces: [{name: shared}]
  steps:
    - name: write
      image: ${IMAGE}
      imagePullPolicy: IfNotPresent
      env: [{name: TEXT, value: $(params.text)}]
      script: |
        #!/usr/bin/env bash
        echo -n "$TEXT" > "$(workspaces.shared.path)/text"
---
apiVersion: tekton.dev/v1beta1
kind: Task
metadata: {name: read}
spec:
  workspaces: [{name: shared}]
  results: [{name: text}]
  steps:
    - name: read
      image: ${IMAGE}
      imagePullPolicy: IfNotPresent
      script: |
        #!/usr/bin/env bash
        cat "$(workspaces.shared.path)/text" > "$(results.text.path)"
`;

describe('a Pipeline that lives in another namespace', () => {
  const runId = randomUUID();
  const namespace = `subpipe-e2e-team-${randomBytes(3).toString('hex')}`;
  let ended: EndedProgram;

  beforeAll(async () => {
    await kubectl(['create', 'namespace', namespace]);
    await kubectl(['create', '-n', namespace, '-f', '-'], DEFINITIONS);
    const mappings = [{ pipeline: 'main', ref: { name: 'hand-over', namespace } }];
    await withFolder({ 'entry.json': JSON.stringify({ pipeline: 'main', mappings }) }, async (folder) => {
      const flags = ['--run-id', runId, '--cleanup', 'never', '-n', 'default', '-o', 'json'];
      ended = await startProgram('subpipe', ['run', `${folder}/entry.json`, '--param', 'whom=world', ...flags]).ended;
    });
  });

  afterAll(async () => {
    const ours = ['-l', `subpipe.dev/run-id=${runId}`];
    await kubectl(['delete', 'namespace', namespace]);
    await kubectl(['delete', 'namespaces,clusterrolebindings', ...ours]);
    await kubectl(['delete', 'configmap', '-n', 'default', ...ours]);
  });

  test('runs in a namespace of its own, with files handed on from task to task', async () => {
    expect(ended).toMatchObject({ exitCode: 0 });
    const run = tree.entryOf(await tree.runsByPipeline(runId), 'hand-over');
    expect(run.metadata.namespace).toMatch(/^subpipe-main-/);
    expect(run.status?.results).toEqual([{ name: 'text', value: 'hello world' }]);
  });

  test('is left as it was, with nothing beside it', async () => {
    const names = await kubectl(['get', 'pipelines,tasks,pipelineruns,taskruns', '-n', namespace, '-o', 'name']);
    expect(names.trim().split('\n').toSorted()).toEqual([
      'pipeline.tekton.dev/hand-over',
      'task.tekton.dev/read',
      'task.tekton.dev/write',
    ]);
  });
});
