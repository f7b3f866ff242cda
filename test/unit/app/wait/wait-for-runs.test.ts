import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runRef } from '../../../../src/core/launch/launch.ts';
import type { Selection } from '../../../../src/core/wait/selection.ts';
import { aCondition } from '../../../support/builders.ts';
import { eventually } from '../../../support/eventually.ts';
import { launchOf, openWaitRig, type WaitRig } from '../../../support/wait-rig.ts';

let waits: WaitRig;

beforeEach(async () => {
  waits = await openWaitRig();
});
afterEach(() => waits.close());

const bySignal: Selection = { kind: 'signal', name: 'go', runId: 'r1' };
const title = `${launchOf('go').namespace}/${launchOf('go').name}`;

describe('a wait', () => {
  test('that starts before the child exists ends as the child ends', async () => {
    const { report } = await waits.wait();
    waits.childIs('Running');
    await eventually(() => waits.said('run-progress').length > 0);
    waits.childIs('Completed');
    expect(await report).toMatchObject({ outcome: 'succeeded' });
  });

  test('ends at once when the child is deleted', async () => {
    waits.childIs('Running');
    const { report } = await waits.wait();
    waits.rig.server.delete(runRef(launchOf('go')));
    expect(await report).toMatchObject({ outcome: 'deleted' });
  });

  test('ends as succeeded where the child was pruned right after it succeeded', async () => {
    waits.childIs('Running');
    const { report } = await waits.wait();
    waits.childIs('Succeeded');
    waits.rig.server.delete(runRef(launchOf('go')));
    expect(await report).toMatchObject({ outcome: 'succeeded' });
  });

  test('ends as the record says where the child was pruned before anybody looked', async () => {
    const record = { signal: 'go', taskRun: 'main-go', pipeline: 'deploy.json', run: title } as const;
    waits.mainHas([{ ...record, outcome: 'succeeded', results: { image: 'a:1' } }]);
    const { report } = await waits.wait();
    expect(await report).toMatchObject({ outcome: 'succeeded', decisive: { title, results: { image: 'a:1' } } });
  });

  test('that was killed and retried tells the same, from the record', async () => {
    waits.mainHas([{ signal: 'go', taskRun: 'main-go', pipeline: 'deploy.json', run: title, outcome: 'failed' }]);
    const { report } = await waits.wait();
    expect(await report).toMatchObject({ outcome: 'failed', selected: [{ title }] });
  });

  test('ends at once when its signal is rejected, with the words of the rejection', async () => {
    const { report } = await waits.wait({ selection: bySignal });
    waits.mainHas([
      { signal: 'go', taskRun: 'main-go', pipeline: 'dpeloy', outcome: 'rejected', message: 'known names: "main"' },
    ]);
    expect(await report).toMatchObject({ outcome: 'rejected', message: 'known names: "main"' });
  });

  test('by pipeline says that a launch was rejected of which nobody knows the pipeline, and goes on', async () => {
    waits.mainHas([
      { signal: 'other', taskRun: 'main-x', pipeline: 'alias', outcome: 'rejected', message: 'no such file' },
    ]);
    const { report } = await waits.wait();
    await eventually(() => waits.said('launch-rejected').length === 1);
    expect(waits.said('launch-rejected')).toEqual(['signal other of main-x was rejected: no such file']);
    waits.childIs('Succeeded');
    expect(await report).toMatchObject({ outcome: 'succeeded' });
  });

  test('for several runs has one deadline for all', async () => {
    waits.childIs('Running');
    const { report } = await waits.wait({ expect: 2, timeoutMs: 60_000 });
    await eventually(() => waits.rig.saying('run-progress').length === 1);
    waits.rig.clock.advance(40_000);
    waits.childIs('Succeeded');
    waits.childIs('Running', 'again');
    await eventually(() => waits.rig.saying('run-progress').length === 2);
    waits.rig.clock.advance(21_000);
    expect(await report).toMatchObject({ outcome: 'deadline' });
    expect((await report).message).toContain(' is Running');
  });

  test('for runs that do not appear ends at the deadline for that, and says which others there are', async () => {
    waits.childIs('Running');
    const { report } = await waits.wait({
      selection: { kind: 'pipeline', name: 'depoly', runId: 'r1' },
      appearTimeoutMs: 30_000,
    });
    waits.rig.clock.advance(31_000);
    expect(await report).toEqual({
      outcome: 'never-appeared',
      message: '0 of 1 run appeared in 30 s: pipeline depoly, run id r1; children of this run: deploy (signal go)',
      selected: [],
    });
  });

  test('ends with its signal', async () => {
    const { report } = await waits.wait();
    waits.stop(143);
    await expect(report).rejects.toMatchObject({ code: 'interrupted' });
  });
});

describe('a wait for any PipelineRun', () => {
  const foreign = (name: string, labels: Record<string, string> = {}) => ({
    apiVersion: 'tekton.dev/v1',
    kind: 'PipelineRun',
    metadata: { name, namespace: 'default', labels },
    spec: {},
  });
  const ends = (name: string) => {
    const status = { conditions: [aCondition('Failed', 'it broke')] };
    waits.rig.server.setStatus({ kind: 'PipelineRun', namespace: 'default', name }, status);
  };

  test('by name sees that one alone', async () => {
    waits.rig.server.put(foreign('build-1'));
    waits.rig.server.put(foreign('build-2'));
    const { report } = await waits.wait({ selection: { kind: 'name', name: 'build-1' }, namespace: 'default' });
    ends('build-2');
    ends('build-1');
    expect(await report).toMatchObject({ outcome: 'failed', message: 'default/build-1: it broke' });
    expect((await report).selected).toHaveLength(1);
  });

  test('by labels waits for all that carry them', async () => {
    waits.rig.server.put(foreign('a', { app: 'x' }));
    waits.rig.server.put(foreign('b', { app: 'x' }));
    waits.rig.server.put(foreign('c', { app: 'y' }));
    const { report } = await waits.wait({ selection: { kind: 'selector', selector: 'app=x' } });
    ends('a');
    await eventually(() => waits.said('run-ended').length === 1);
    ends('b');
    expect((await report).selected.map((each) => each.title)).toEqual(['default/a', 'default/b']);
  });

  test('ends as deleted when it is deleted, though it has no label of ours', async () => {
    waits.rig.server.put(foreign('build-1'));
    const { report } = await waits.wait({ selection: { kind: 'name', name: 'build-1' }, namespace: 'default' });
    waits.rig.server.delete({ kind: 'PipelineRun', namespace: 'default', name: 'build-1' });
    expect(await report).toMatchObject({ outcome: 'deleted' });
  });
});

describe('a wait in the Task that signals', () => {
  test.each<Selection>([bySignal, { kind: 'pipeline', name: 'deploy', runId: 'r1' }])(
    'is refused by $kind where results come from sidecar logs',
    async (selection) => {
      waits.signallingTaskRunIs('sidecar-logs', ['localpipeline-run-go']);
      const { report } = await waits.begin({ selection, pod: 'main-go-pod' });
      await expect(report).rejects.toMatchObject({
        code: 'bad-usage',
        message: expect.stringContaining('no signal of TaskRun default/main-go shows before it has ended'),
      });
    },
  );

  test('goes on where what it waits for is there already', async () => {
    waits.signallingTaskRunIs('sidecar-logs', ['localpipeline-run-other']);
    waits.childIs('Running');
    const { report } = await waits.wait({ pod: 'main-go-pod' });
    await eventually(() => waits.rig.server.requests.some(({ path }) => path.endsWith('/default/taskruns')));
    waits.childIs('Succeeded');
    expect(await report).toMatchObject({ outcome: 'succeeded' });
  });
});
