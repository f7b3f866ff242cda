import { describe, expect, test } from '@jest/globals';
import { readLaunchRecords } from '../../src/core/launch/record.ts';
import { runRigs, outcomes } from '../support/run-rig.ts';
import { eventually } from '../support/eventually.ts';
import { runOn, signal, signalling, succeed } from '../support/scripts.ts';

const open = runRigs();

describe('ending early', () => {
  test('a controller that is stopped cancels every run and says so', async () => {
    const rig = await open({ main: (run) => run.task({ task: 'go', steps: [signal('child')] }), child: runOn });
    const controller = await rig.start();
    await eventually(() => rig.tekton.runs('child').length === 1);
    controller.stop();
    const report = await controller.report;
    expect(report).toMatchObject({ outcome: 'cancelled', unfinished: 0 });
    expect(outcomes(report)).toEqual(['main Cancelled', 'child Cancelled']);
  });

  test('a stop before main was launched creates nothing', async () => {
    const rig = await open({ main: runOn });
    const controller = await rig.start();
    controller.stop();
    const report = await controller.report;
    expect(report.outcome).toBe('cancelled');
    expect(rig.server.objects('Namespace').map(({ metadata }) => metadata.name)).toEqual(['default']);
  });

  test('nothing is launched after the stop', async () => {
    const rig = await open({ main: runOn, late: succeed });
    rig.tekton.stubborn.add('main');
    const controller = await rig.start();
    await eventually(() => rig.tekton.runs('main').length === 1);
    controller.stop();
    await eventually(() => rig.tekton.run('main').object.spec.status === 'Cancelled');
    rig.tekton.run('main').task({ task: 'go', reason: 'TaskRunCancelled', results: signal('late') });
    rig.tekton.run('main').end('Cancelled');
    expect(outcomes(await controller.report)).toEqual(['main Cancelled', 'late Cancelled']);
    expect(rig.tekton.runs('late')).toEqual([]);
  });

  test('a run that does not end though it was cancelled is not waited for beyond the grace period', async () => {
    const rig = await open({ main: runOn });
    rig.tekton.stubborn.add('main');
    const controller = await rig.start();
    await eventually(() => rig.tekton.runs('main').length === 1);
    controller.stop();
    await eventually(() => rig.tekton.run('main').object.spec.status === 'Cancelled');
    rig.clock.advance(25_000);
    expect(await controller.report).toMatchObject({ outcome: 'cancelled', unfinished: 1 });
  });

  test('the deadline cancels everything and is told apart', async () => {
    const rig = await open({ main: signalling(signal('child')), child: runOn });
    const controller = await rig.start({ timeoutMs: 60_000 });
    await eventually(() => rig.tekton.runs('child').length === 1);
    rig.clock.advance(61_000);
    const report = await controller.report;
    expect(report.outcome).toBe('deadline');
    expect(outcomes(report)).toEqual(['main Succeeded', 'child Cancelled']);
    expect(rig.saying('deadline-passed')).toHaveLength(1);
  });

  test('a run that Tekton times out as the deadline passes is the deadline', async () => {
    const rig = await open({ main: runOn });
    const controller = await rig.start({ timeoutMs: 60_000 });
    await eventually(() => rig.tekton.runs('main').length === 1);
    rig.clock.advance(59_000);
    rig.tekton.run('main').end('PipelineRunTimeout');
    expect((await controller.report).outcome).toBe('deadline');
  });

  test('a run that times out by its own timeout is not', async () => {
    const rig = await open({ main: runOn });
    const controller = await rig.start({ timeoutMs: 60_000 });
    await eventually(() => rig.tekton.runs('main').length === 1);
    rig.clock.advance(30_000);
    rig.tekton.run('main').end('PipelineRunTimeout');
    expect((await controller.report).outcome).toBe('timed-out');
  });

  test('children get the time that is left', async () => {
    const rig = await open({ main: runOn, child: succeed });
    const controller = await rig.start({ timeoutMs: 600_000 });
    await eventually(() => rig.tekton.runs('main').length === 1);
    rig.clock.advance(300_000);
    rig.tekton.run('main').task({ task: 'go', steps: [signal('child')] });
    await eventually(() => rig.tekton.runs('child').length === 1);
    rig.tekton.run('main').end('Succeeded');
    await controller.report;
    expect(rig.tekton.run('child').object.spec.timeouts?.pipeline).toMatch(/^(5m0s|4m59s)$/);
  });

  test('main that somebody cancels takes its children along', async () => {
    const rig = await open({ main: (run) => run.task({ task: 'go', steps: [signal('child')] }), child: runOn });
    const controller = await rig.start();
    await eventually(() => rig.tekton.runs('child').length === 1);
    const { metadata } = rig.tekton.run('main').object;
    rig.server.patch(refOf(metadata), { spec: { status: 'CancelledRunFinally' } });
    expect(await controller.report).toMatchObject({ outcome: 'cancelled' });
    expect(rig.tekton.run('child').object.spec.status).toBe('Cancelled');
  });

  test('a child that fails leaves its own children running', async () => {
    const rig = await open({
      main: signalling(signal('child')),
      child: (run) => run.task({ task: 'go', steps: [signal('grandchild')] }),
      grandchild: runOn,
    });
    const controller = await rig.start();
    await eventually(() => rig.tekton.runs('grandchild').length === 1);
    rig.tekton.run('child').end('Failed');
    await eventually(() => rig.tekton.runs('main').some((run) => readLaunchRecords(run)[0]?.outcome === 'failed'));
    rig.tekton.run('grandchild').end('Succeeded');
    expect(outcomes(await controller.report)).toEqual(['main Succeeded', 'child Failed', 'grandchild Succeeded']);
  });
});

describe('what is deleted', () => {
  test('a child: the outcome says so, and it is not launched again', async () => {
    const rig = await open({ main: signalling(signal('child')), child: runOn });
    const controller = await rig.start();
    await eventually(() => rig.saying('run-launched').length === 2);
    rig.server.delete(refOf(rig.tekton.run('child').object.metadata));
    expect(await controller.report).toMatchObject({ outcome: 'deleted' });
    expect(rig.tekton.runs('child')).toEqual([]);
    expect(rig.server.requests.filter(isRunCreation)).toHaveLength(2);
  });

  test('a child, while no controller ran', async () => {
    const rig = await open({ main: signalling(signal('child')), child: runOn });
    const first = await rig.start();
    await eventually(() => rig.tekton.runs('main').some((run) => readLaunchRecords(run).length === 1));
    first.kill();
    rig.server.delete(refOf(rig.tekton.run('child').object.metadata));
    expect(await rig.run()).toMatchObject({ outcome: 'deleted' });
    expect(rig.server.requests.filter(isRunCreation)).toHaveLength(2);
  });

  test('main: its children are cancelled', async () => {
    const rig = await open({ main: (run) => run.task({ task: 'go', steps: [signal('child')] }), child: runOn });
    const controller = await rig.start();
    await eventually(() => rig.tekton.runs('child').length === 1);
    rig.server.delete(refOf(rig.tekton.run('main').object.metadata));
    const report = await controller.report;
    expect(outcomes(report)).toEqual(['main Deleted', 'child Cancelled']);
    expect(rig.tekton.runs('main')).toEqual([]);
  });

  test('a whole namespace of a child', async () => {
    const rig = await open({ main: signalling(signal('child')), child: runOn });
    const controller = await rig.start();
    await eventually(() => rig.saying('run-launched').length === 2);
    rig.server.delete({ kind: 'Namespace', name: rig.tekton.run('child').object.metadata.namespace ?? '' });
    expect(await controller.report).toMatchObject({ outcome: 'deleted' });
    expect(rig.server.requests.filter(isRunCreation)).toHaveLength(2);
  });

  test('a child that was pruned after it succeeded still counts as succeeded', async () => {
    const rig = await open({
      main: async (run) => {
        run.task({ task: 'go', steps: [signal('child')] });
        await run.ended('child');
      },
      child: succeed,
    });
    const controller = await rig.start();
    await eventually(() => rig.tekton.runs('main').some((run) => readLaunchRecords(run)[0]?.outcome === 'succeeded'));
    rig.server.delete(refOf(rig.tekton.run('child').object.metadata));
    await eventually(() => rig.tekton.runs('child').length === 0);
    rig.tekton.run('main').end('Succeeded');
    expect(outcomes(await controller.report)).toEqual(['main Succeeded', 'child Succeeded']);
  });
});

const isRunCreation = ({ method, path }: { method: string; path: string }) =>
  method === 'POST' && path.endsWith('/pipelineruns');

function refOf({ namespace = '', name = '' }: { readonly namespace?: string; readonly name?: string }) {
  return { kind: 'PipelineRun', namespace, name };
}
