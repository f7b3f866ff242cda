import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type EndedProgram, startProgram } from '../support/e2e/programs.ts';
import * as tree from '../support/e2e/tree.ts';
import { kubectl } from '../support/kubectl.ts';

jest.setTimeout(240_000);

/** The cluster that is exported from; without one, that of the tests, where the originals are deleted before the run. */
const SOURCE = process.env['SUBPIPE_EXPORT_KUBECONFIG'] ?? process.env['KUBECONFIG'] ?? '';
const IMAGE = 'subpipe/sample-tools:0.1.0';
const TOKEN = 'a "secret" $value';

const objects = (namespace: string) => `
apiVersion: v1
kind: Namespace
metadata: {name: ${namespace}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: ${namespace}}
data: {region: eu-de}
---
apiVersion: v1
kind: Secret
metadata: {name: token, namespace: ${namespace}}
stringData: {token: '${TOKEN}'}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: unrelated, namespace: ${namespace}}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: builder, namespace: ${namespace}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: workspace, namespace: ${namespace}}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 16Mi}}}
---
apiVersion: tekton.dev/v1beta1
kind: StepAction
metadata: {name: say, namespace: ${namespace}}
spec:
  params: [{name: text}]
  image: ${IMAGE}
  env: [{name: TEXT, value: $(params.text)}]
  script: |
    #!/usr/bin/env bash
    echo "$TEXT"
---
apiVersion: tekton.dev/v1
kind: Task
metadata: {name: show, namespace: ${namespace}}
spec:
  params: [{name: greeting}]
  workspaces: [{name: shared}]
  results: [{name: seen}]
  steps:
    - name: say
      ref: {name: say}
      params: [{name: text, value: $(params.greeting)}]
    - name: show
      image: ${IMAGE}
      imagePullPolicy: IfNotPresent
      env:
        - {name: GREETING, value: $(params.greeting)}
        - {name: TOKEN, valueFrom: {secretKeyRef: {name: token, key: token}}}
      envFrom: [{configMapRef: {name: settings}}]
      script: |
        #!/usr/bin/env bash
        touch "$(workspaces.shared.path)/file"
        echo -n "$GREETING $region $TOKEN" > "$(results.seen.path)"
---
apiVersion: tekton.dev/v1
kind: Pipeline
metadata: {name: greet, namespace: ${namespace}}
spec:
  params: [{name: greeting, default: hello}]
  workspaces: [{name: shared}]
  tasks:
    - name: show
      taskRef: {name: show}
      params: [{name: greeting, value: $(params.greeting)}]
      workspaces: [{name: shared, workspace: shared}]
  results: [{name: seen, value: $(tasks.show.results.seen)}]
---
apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: {name: greet-1, namespace: ${namespace}}
spec:
  status: PipelineRunPending
  pipelineRef: {name: greet}
  params: [{name: greeting, value: grüezi}]
  workspaces: [{name: shared, persistentVolumeClaim: {claimName: workspace}}]
  taskRunTemplate: {serviceAccountName: builder}
`;

describe('a PipelineRun that is exported, encrypted, and run where none of it is', () => {
  const runId = randomUUID();
  const namespace = `subpipe-e2e-export-${randomBytes(3).toString('hex')}`;
  let folder: string;
  let exported: EndedProgram;
  let ended: EndedProgram;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'subpipe-e2e-'));
    await kubectl(['--kubeconfig', SOURCE, 'create', '-f', '-'], objects(namespace));
    const [file, key] = [path.join(folder, 'greet.enc'), path.join(folder, 'key')];
    const flags = ['-n', namespace, '-o', file, '--encrypt', '--key-out', key];
    exported = await startProgram('subpipe', ['export', 'pipelinerun/greet-1', '--kubeconfig', SOURCE, ...flags]).ended;
    await kubectl(['--kubeconfig', SOURCE, 'delete', 'namespace', namespace]);
    const rest = ['--run-id', runId, '--cleanup', 'never', '-n', 'default', '-o', 'json'];
    ended = await startProgram('subpipe', ['run', '--payload', file, '--key-file', key, ...rest]).ended;
  });

  afterAll(async () => {
    await rm(folder, { recursive: true });
    const ours = ['-l', `subpipe.dev/run-id=${runId}`];
    await kubectl(['delete', 'namespaces,clusterrolebindings', ...ours]);
    await kubectl(['delete', 'configmap', '-n', 'default', ...ours]);
  });

  test('is two files that only their owner can read, and no secret is told', async () => {
    expect(exported).toMatchObject({ exitCode: 0, stdout: '' });
    for (const name of ['greet.enc', 'key']) expect((await stat(path.join(folder, name))).mode & 0o777).toBe(0o600);
    const key = (await readFile(path.join(folder, 'key'), 'utf8')).trim();
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(await readFile(path.join(folder, 'greet.enc'), 'utf8')).not.toContain('token');
    expect(exported.stderr).not.toContain(key);
    expect(exported.stderr).not.toContain(TOKEN);
    expect(exported.stderr).toContain('PersistentVolumeClaim workspace comes empty');
  });

  test('runs with its params, its ConfigMap, its Secret and a volume of its own', async () => {
    expect(ended).toMatchObject({ exitCode: 0 });
    const run = tree.entryOf(await tree.runsByPipeline(runId), 'greet');
    expect(run.status?.results).toEqual([{ name: 'seen', value: `grüezi eu-de ${TOKEN}` }]);
    const inside = await kubectl(['get', 'configmaps', '-n', run.metadata.namespace ?? '', '-o', 'name']);
    expect(inside).toContain('configmap/settings');
    expect(inside).not.toContain('unrelated');
  });
});
