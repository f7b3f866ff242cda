import { afterAll, afterEach, describe, expect, jest, test } from '@jest/globals';
import type { TaskRun } from '../../src/core/tekton/types.ts';
import { deskTrees } from '../support/e2e/desk-trees.ts';
import { fixturePayloads } from '../support/e2e/fixture-payloads.ts';
import { logLines } from '../support/e2e/log-lines.ts';
import { tektonFlags } from '../support/e2e/tekton-flags.ts';
import * as tree from '../support/e2e/tree.ts';
import { waitDesk } from '../support/e2e/wait-desk.ts';
import { eventually } from '../support/eventually.ts';
import { createObject, getObject, kubectl } from '../support/kubectl.ts';

jest.setTimeout(240_000);

type Provenance = { readonly featureFlags?: Readonly<Record<string, unknown>> };

const provenanceOf = (taskRun: TaskRun | tree.TimedTaskRun) => taskRun.status?.provenance as Provenance | undefined;

// The flags are the whole cluster's: nobody else's cluster is changed for a test.
const onOurs = process.env['PROVIDER'] === 'existing' ? describe.skip : describe;

onOurs('where the feature flags of Tekton are not the usual ones', () => {
  const flags = tektonFlags();
  const desk = waitDesk();
  const trees = deskTrees();
  const { namespace, runId } = desk;

  afterEach(() => flags.restore());

  afterAll(async () => {
    await desk.removeAll();
    await trees.removeAll();
  });

  /** A TaskRun of a tree that signals, then waits in the same Task. */
  const startSignalAndWait = (name: string) => {
    const env = [
      { name: 'PIPELINE_SUB_ID', value: runId },
      { name: 'BREAK_GLASS', value: 'true' },
    ];
    const launch = { name: 'launch', image: 'subpipe/sample-tools:0.1.0' };
    const wait = { name: 'wait', image: 'subpipe/wait-for-pipeline:0.1.0', command: ['wait-for-pipeline'] };
    const script = '#!/usr/bin/env bash\necho greet >"$(results.localpipeline-run-hello.path)"';
    return createObject<TaskRun>({
      apiVersion: 'tekton.dev/v1',
      kind: 'TaskRun',
      metadata: { name, namespace, labels: { 'subpipe.dev/run-id': runId } },
      spec: {
        taskSpec: {
          results: [{ name: 'localpipeline-run-hello' }],
          stepTemplate: { imagePullPolicy: 'IfNotPresent', env },
          steps: [
            { ...launch, script },
            { ...wait, args: ['--signal=hello', `--namespace=${namespace}`] },
          ],
        },
      },
    });
  };

  /** Starts TaskRuns until Tekton runs one under the new flags; gives its name. */
  const underNewFlags = async (flag: string, value: unknown): Promise<string> => {
    let count = 0;
    return eventually(
      async () => {
        count += 1;
        const name = `signal-and-wait-${count}`;
        await startSignalAndWait(name);
        const found = await eventually(
          async () => provenanceOf(await getObject<TaskRun>('taskrun', name, '-n', namespace))?.featureFlags,
          30_000,
          200,
        );
        if (found[flag] === value) return name;
        await kubectl(['delete', 'taskrun', name, '-n', namespace]);
        return undefined;
      },
      60_000,
      500,
    );
  };

  test('sidecar-logs: a wait for the signal of its own Task is refused, with the reason', async () => {
    await desk.makeNamespace();
    const reader = ['--clusterrole=subpipe-run-reader', `--serviceaccount=${namespace}:default`];
    await kubectl(['create', 'rolebinding', 'reader', '-n', namespace, ...reader]);
    await flags.set('results-from', 'sidecar-logs');
    const name = await underNewFlags('resultExtractionMethod', 'sidecar-logs');
    const wait = await eventually(
      async () => {
        const { status } = await getObject<tree.TimedTaskRun>('taskrun', name, '-n', namespace);
        return status?.steps?.find((step) => step.name === 'wait')?.terminated;
      },
      100_000,
      300,
    );
    await flags.restore();
    const log = logLines(await kubectl(['logs', '-n', namespace, `${name}-pod`, '-c', 'step-wait']));

    expect(wait.exitCode).toBe(2);
    expect(log.at(-1)).toMatchObject({ level: 'error', code: 'bad-usage' });
    expect(log.at(-1)?.msg).toContain(
      `this Task signals and waits, and Tekton takes results from sidecar logs here: no signal of TaskRun ${namespace}/${name}`,
    );
    expect(log.at(-1)?.['hint']).toContain('wait in a task of its own');
  });

  test('compressed termination messages: a signal is seen while its task still runs', async () => {
    await flags.set('enable-termination-message-compression', 'true');
    const files = await fixturePayloads('call-greet', 'greet');
    // Tekton compresses only what becomes shorter by it.
    const payload = files['call-greet.yaml']?.replace('echo greet', "printf 'greet%300s' ''") ?? '';
    const { runId: treeId, start } = await trees.prepare({ ...files, 'call-greet.yaml': payload });
    const controller = start();
    const main = await tree.runOf(treeId, 'call-greet');
    const podOfCall = async () => (await tree.tasksOf(main)).get('call')?.status?.podName;
    const pod = await eventually(podOfCall, 60_000, 200);
    await flags.restore();
    const { exitCode } = await controller.ended;
    const place = [pod, '-n', main.metadata.namespace ?? ''];
    const message = '-o=jsonpath={.status.containerStatuses[?(@.name=="step-launch")].state.terminated.message}';

    expect(await kubectl(['get', 'pod', ...place, message])).toMatch(/^tknz:/);
    expect(exitCode).toBe(0);
    expect([...(await tree.runsByPipeline(treeId)).keys()].sort()).toEqual(['call-greet', 'greet']);
  });
});
