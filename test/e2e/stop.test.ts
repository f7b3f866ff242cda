import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { LABEL_RUN_ID } from '../../src/core/launch/labels.ts';
import { BOOTSTRAP_NAMESPACE, bootstrapEnd, bootstraps, untilUnderWay } from '../support/e2e/bootstrap.ts';
import { deskTrees } from '../support/e2e/desk-trees.ts';
import { fixturePayloads } from '../support/e2e/fixture-payloads.ts';
import { logLines } from '../support/e2e/log-lines.ts';
import * as tree from '../support/e2e/tree.ts';
import { eventually } from '../support/eventually.ts';
import { kubectl } from '../support/kubectl.ts';

jest.setTimeout(480_000);

const POLL_MS = 500;

/** True once a step of a child of the tree runs. */
async function isChildAtWork(runId: string): Promise<boolean> {
  const selector = `${LABEL_RUN_ID}=${runId},subpipe.dev/depth=1`;
  return (
    (await kubectl(['get', 'pods', '-A', '-l', selector, '-o', 'jsonpath={.items[*].status.phase}'])) === 'Running'
  );
}

async function isChildLaunched(runId: string): Promise<boolean> {
  return (await tree.runsOf(runId)).length === 2;
}

async function reasons(runId: string): Promise<readonly (string | undefined)[]> {
  return (await tree.runsOf(runId)).map(({ status }) => status?.conditions?.[0]?.reason);
}

describe('a tree that is stopped', () => {
  const trees = bootstraps();
  const onDesk = deskTrees();

  afterAll(async () => {
    await trees.removeAll();
    await onDesk.removeAll();
  });

  test.concurrent('by cancelling the bootstrap run ends Cancelled, and leaves no grant', async () => {
    const files = await fixturePayloads('call-sleep', 'sleep');
    const bootstrap = await trees.start({ files });
    await untilUnderWay(bootstrap, () => isChildAtWork(bootstrap.runId));
    const grantsBefore = await tree.grantsOf(bootstrap.runId);

    const patch = ['patch', 'pipelinerun', bootstrap.name, '-n', BOOTSTRAP_NAMESPACE, '--type=merge'];
    await kubectl([...patch, '-p', '{"spec":{"status":"Cancelled"}}']);
    await eventually(
      async () => (await reasons(bootstrap.runId)).every((reason) => reason === 'Cancelled'),
      120_000,
      POLL_MS,
    );
    const grants = await eventually(async () => (await tree.grantsOf(bootstrap.runId)).length === 0, 120_000, POLL_MS);
    const ended = await bootstrapEnd(bootstrap);

    expect(grantsBefore.length).toBe(2);
    expect(grants).toBe(true);
    expect(await reasons(bootstrap.runId)).toEqual(['Cancelled', 'Cancelled']);
    expect(ended.reason).toBe('Cancelled');
    expect((await tree.namespacesOf(bootstrap.runId)).length).toBe(2);
  });

  test.concurrent('by Ctrl-C on a desk is cancelled, and says so with exit code 130', async () => {
    const { runId, start } = await onDesk.prepare(await fixturePayloads('sleep'));
    const program = start();
    await eventually(async () => (await tree.runsOf(runId)).length === 1, 60_000, POLL_MS);
    program.process.kill('SIGINT');
    const ended = await program.ended;

    expect(ended.exitCode).toBe(130);
    expect(await reasons(runId)).toEqual(['Cancelled']);
    expect(logLines(ended.stderr).at(-1)).toMatchObject({ code: 'run-finished', outcome: 'cancelled' });
  });

  test.concurrent('by a kill of the controller goes on where it was when that starts again', async () => {
    const { runId, start } = await onDesk.prepare(await fixturePayloads('call-greet', 'greet'));
    const first = start();
    await eventually(() => isChildLaunched(runId), 200_000, POLL_MS);
    first.process.kill('SIGKILL');
    const killed = await first.ended;
    const ended = await start().ended;
    const runs = await tree.runsOf(runId);

    expect(killed.exitCode).toBeNull();
    expect(ended.exitCode).toBe(0);
    expect(runs.map(({ metadata }) => metadata.labels?.['tekton.dev/pipeline']).sort()).toEqual([
      'call-greet',
      'greet',
    ]);
    expect(await reasons(runId)).toEqual(['Succeeded', 'Succeeded']);
    expect(await tree.grantsOf(runId)).toEqual([]);
    expect(logLines(ended.stderr).filter(({ code }) => code === 'run-launched')).toEqual([]);
  });

  test.concurrent(
    'by deleting the pod of the bootstrap run is cancelled, and the pod that Tekton makes anew says so',
    async () => {
      const bootstrap = await trees.start({
        files: await fixturePayloads('call-greet', 'greet'),
        params: { cleanup: 'never' },
      });
      await untilUnderWay(bootstrap, () => isChildLaunched(bootstrap.runId));
      const [taskRun] = await tree.taskRunsIn(BOOTSTRAP_NAMESPACE, bootstrap.name);
      const pod = taskRun?.status?.podName ?? '';
      await kubectl(['delete', 'pod', pod, '-n', BOOTSTRAP_NAMESPACE, '--force', '--grace-period=0']);
      const ended = await bootstrapEnd(bootstrap);

      // Even a forced deletion sends SIGTERM, which means: stop.
      expect(ended).toMatchObject({ reason: 'Failed', exitCode: 3, results: { status: 'Cancelled' } });
      expect(await reasons(bootstrap.runId)).toEqual(['Cancelled', 'Cancelled']);
      expect(await tree.grantsOf(bootstrap.runId)).toEqual([]);
    },
  );

  test.concurrent('by two controllers at once is still one tree', async () => {
    const { runId, start } = await onDesk.prepare(await fixturePayloads('call-greet', 'greet'));
    const both = await Promise.all([start().ended, start().ended]);

    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect((await tree.runsOf(runId)).length).toBe(2);
    expect(await reasons(runId)).toEqual(['Succeeded', 'Succeeded']);
  });
});
