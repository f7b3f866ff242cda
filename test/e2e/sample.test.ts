import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import * as label from '../../src/core/launch/labels.ts';
import type { PipelineRun } from '../../src/core/tekton/types.ts';
import {
  type Bootstrap,
  bootstrapEnd,
  bootstraps,
  type EndedBootstrap,
  requireSuccess,
} from '../support/e2e/bootstrap.ts';
import { createBystanders, snapshotOutside, writtenWithoutRunId } from '../support/e2e/bystanders.ts';
import { logLines } from '../support/e2e/log-lines.ts';
import { samplePayloads, withEntry, withPayload } from '../support/e2e/sample-payloads.ts';
import * as tree from '../support/e2e/tree.ts';
import { getObject, kubectl } from '../support/kubectl.ts';

jest.setTimeout(480_000);

const smallRunId = randomUUID();
const bystanders = `subpipe-e2e-theirs-${randomBytes(3).toString('hex')}`;

/** ISO times of one second's accuracy: equal is in order. */
const inOrder = (...times: readonly (string | undefined)[]) =>
  expect(times.map((time) => Date.parse(time ?? ''))).toEqual(
    times.map((time) => Date.parse(time ?? '')).toSorted((a, b) => a - b),
  );

describe('the sample', () => {
  const trees = bootstraps();
  let bootstrap: Bootstrap;
  let small: Bootstrap;
  let ended: EndedBootstrap;
  let smallEnded: EndedBootstrap;
  let before: ReadonlyMap<string, string>;
  let main: PipelineRun;
  let tests: PipelineRun;
  let deploy: PipelineRun;
  let mainTasks: ReadonlyMap<string, tree.TimedTaskRun>;

  beforeAll(async () => {
    const sample = await samplePayloads();
    // The tests pipeline reads BREAK_GLASS from this key in its stepTemplate.
    const files = withPayload(sample, 'tests-', (object) => {
      if (object.kind === 'ConfigMap') object.data = { ...object.data, break_glass: 'from-the-export' };
    });
    const deployOnly = withEntry(sample, (entry) => {
      entry.pipeline = 'deployer.json';
      entry.params = [];
    });
    await createBystanders(bystanders, smallRunId);
    before = await snapshotOutside(bystanders);
    bootstrap = await trees.start({ files, params: { cleanup: 'never' } });
    small = await trees.start({ files: deployOnly, params: { 'run-id': smallRunId } });
    [ended, smallEnded] = await Promise.all([bootstrapEnd(bootstrap), bootstrapEnd(small)]);
    requireSuccess(ended);
    const runs = await tree.runsByPipeline(bootstrap.runId);
    main = tree.entryOf(runs, 'main');
    tests = tree.entryOf(runs, 'e2e-tests');
    deploy = tree.entryOf(runs, 'deploy-pipeline');
    mainTasks = await tree.tasksOf(main);
  });

  afterAll(async () => {
    await trees.removeAll();
    await kubectl(['delete', 'namespace', bystanders, '--wait=false', '--ignore-not-found']);
  });

  test('succeeds, and says so in results, exit code and log', () => {
    expect(ended).toMatchObject({ reason: 'Succeeded', exitCode: 0 });
    expect(ended.results).toMatchObject({
      status: 'Succeeded',
      'run-id': bootstrap.runId,
      message: '3 runs succeeded',
    });
    expect(JSON.parse(ended.results['runs'] ?? '')).toMatchObject([
      { pipeline: 'main', run: main.metadata.name, namespace: main.metadata.namespace, outcome: 'Succeeded' },
      { pipeline: 'e2e-tests', run: tests.metadata.name, signal: 'tests', outcome: 'Succeeded' },
      { pipeline: 'deploy-pipeline', run: deploy.metadata.name, signal: 'deploy', outcome: 'Succeeded' },
    ]);
    expect(logLines(ended.log).at(-1)).toMatchObject({ code: 'run-finished', outcome: 'succeeded', runs: 3 });
    for (const { metadata } of [main, tests, deploy]) expect(ended.log).toContain(`  ${metadata.name ?? ''}  `);
  });

  test('runs main and its two children, once each', async () => {
    const runs = await tree.runsOf(bootstrap.runId);

    expect(runs.map(({ status }) => status?.conditions?.[0]?.status)).toEqual(['True', 'True', 'True']);
    expect(new Set(runs.map(({ metadata }) => metadata.namespace)).size).toBe(3);
  });

  test('launches the tests after their signal, and main waits for their end', () => {
    const signalled = tree.entryOf(mainTasks, 'build').status?.steps?.find(({ name }) => name === 'launch-tests');

    inOrder(
      signalled?.terminated?.finishedAt,
      tests.metadata.creationTimestamp,
      tests.status?.completionTime,
      tree.entryOf(mainTasks, 'wait-for-tests').status?.completionTime,
      tree.entryOf(mainTasks, 'deploy').status?.startTime,
    );
  });

  test('launches the deployment after its signal, main waits for its end, and cleans up last', () => {
    const signalled = tree.entryOf(mainTasks, 'deploy').status?.steps?.[0];

    inOrder(
      tests.status?.completionTime,
      signalled?.terminated?.startedAt,
      signalled?.terminated?.finishedAt,
      deploy.metadata.creationTimestamp,
      deploy.status?.completionTime,
      tree.entryOf(mainTasks, 'wait-for-deploy').status?.completionTime,
      tree.entryOf(mainTasks, 'cleanup').status?.startTime,
      tree.entryOf(mainTasks, 'cleanup').status?.completionTime,
      main.status?.completionTime,
    );
  });

  test('labels runs, TaskRuns and namespaces', async () => {
    const { runId } = bootstrap;
    const expected = [
      { run: main, pipeline: 'main', depth: '0', old: { localmainpipelineid: runId } },
      { run: tests, pipeline: 'e2e-tests', depth: '1', signal: 'tests', old: { localsubpipelineid: runId } },
      { run: deploy, pipeline: 'deploy-pipeline', depth: '1', signal: 'deploy', old: { localsubpipelineid: runId } },
    ];
    for (const { run, pipeline, depth, signal, old } of expected) {
      const ours = {
        [label.LABEL_RUN_ID]: runId,
        [label.LABEL_PIPELINE]: pipeline,
        [label.LABEL_DEPTH]: depth,
        [label.LABEL_LAUNCH]: run.metadata.name?.split('-').at(-1),
        ...(signal === undefined ? {} : { [label.LABEL_SIGNAL]: signal }),
      };
      const inRun = { ...ours, ...old, 'tekton.dev/pipeline': pipeline };
      const namespace = await getObject('namespace', run.metadata.namespace ?? '');

      expect(run.metadata.labels).toEqual(inRun);
      expect(namespace.metadata.labels).toMatchObject(ours);
      for (const taskRun of (await tree.tasksOf(run)).values()) expect(taskRun.metadata.labels).toMatchObject(inRun);
    }
    expect(main.metadata.labels).not.toHaveProperty(label.LABEL_SUB_RUN_ID);
  });

  test('says on each run where it comes from', () => {
    const parent = {
      [label.ANNOTATION_PARENT_RUN]: `${main.metadata.namespace ?? ''}/${main.metadata.name ?? ''}`,
      [label.ANNOTATION_PARENT_UID]: main.metadata.uid,
    };

    expect(main.metadata.annotations).toMatchObject({ [label.ANNOTATION_PAYLOAD]: 'main' });
    expect(main.metadata.annotations).not.toHaveProperty(label.ANNOTATION_PARENT_RUN);
    expect(tests.metadata.annotations).toMatchObject({
      ...parent,
      [label.ANNOTATION_PAYLOAD]: 'e2e-tests.json',
      [label.ANNOTATION_PAYLOAD_FILE]: 'tests-listener-local-2026-11-20-101500utc.json',
      [label.ANNOTATION_SOURCE_TASK_RUN]: tree.entryOf(mainTasks, 'build').metadata.name,
      [label.ANNOTATION_SIGNAL]: 'tests',
    });
    expect(deploy.metadata.annotations).toMatchObject({
      ...parent,
      [label.ANNOTATION_PAYLOAD]: 'deployer.json',
      [label.ANNOTATION_SOURCE_TASK_RUN]: tree.entryOf(mainTasks, 'deploy').metadata.name,
    });
  });

  test.each(['e2e-tests', 'deploy-pipeline'])(
    'lets the wait loop of old find exactly the child %s',
    async (pipeline) => {
      const child = pipeline === 'e2e-tests' ? tests : deploy;
      const loop =
        `get pipelinerun --selector tekton.dev/pipeline=${pipeline},localsubpipelineid=${bootstrap.runId} ` +
        '--all-namespaces -o=custom-columns=NAME:.status.completionTime --no-headers';

      expect(await kubectl(loop.split(' '))).toBe(`${child.status?.completionTime ?? ''}\n`);
    },
  );

  test('gives every step the run id and BREAK_GLASS, which wins over the stepTemplate', async () => {
    expect(await tree.stepLog(tests, 'run-e2e-tests', 'clone')).toContain(
      `(run id: ${bootstrap.runId}, break glass: true)`,
    );
    expect(await tree.stepLog(deploy, 'deploy', 'roll-out')).toContain(`(run id: ${bootstrap.runId})`);
    expect(await tree.stepLog(main, 'build', 'build')).toContain(`(run id: ${bootstrap.runId})`);
  });

  test('lets overrides reach the steps: those of the entry document, and that of the signal', async () => {
    expect(await tree.stepLog(main, 'build', 'clone')).toContain('at release-7');
    expect(await tree.stepLog(main, 'build', 'build')).toContain('registry.eu-gb.example.com/demo/hello-emergency');
    expect(await tree.stepLog(tests, 'run-cleanup-tests', 'cleanup-tests')).toContain(
      'REPOSITORY is https://git.example.com/demo/hello.git\n',
    );
    // Only the task that the override names.
    expect(await tree.stepLog(tests, 'run-e2e-tests', 'clone')).toContain('demo/hello-tests.git');
  });

  test('touches nothing but its tree', async () => {
    expect(Object.fromEntries(await snapshotOutside(bystanders))).toEqual(Object.fromEntries(before));
    expect(await writtenWithoutRunId()).toEqual([]);
  });

  test('leaves no cluster-wide grant behind, and a record that outlives the namespaces', async () => {
    const name = `subpipe-record-${bootstrap.runId}`;
    const record = await getObject<PipelineRun & { data: Record<string, string> }>('configmap', name, '-n', 'subpipe');

    expect(await tree.grantsOf(bootstrap.runId)).toEqual([]);
    expect(JSON.parse(record.data['record.json'] ?? '')).toMatchObject({
      runId: bootstrap.runId,
      outcome: 'Succeeded',
      runs: [{ pipeline: 'main' }, { pipeline: 'e2e-tests' }, { pipeline: 'deploy-pipeline' }],
    });
  });

  test('keeps the namespaces with cleanup=never, and deletes them with the default on-success', async () => {
    expect((await tree.namespacesOf(bootstrap.runId)).length).toBe(3);

    expect(smallEnded.results['message']).toBe('1 run succeeded');
    await kubectl(['wait', '--for=delete', '--timeout=60s', 'namespace', '-l', `${label.LABEL_RUN_ID}=${small.runId}`]);
    expect(await tree.namespacesOf(small.runId)).toEqual([]);
  });
});
