import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bootstrapExitCode, watchRun } from '../../../../src/app/run/watch-run.ts';
import { mainLaunch } from '../../../../src/core/launch/launch.ts';
import type { PipelineRun, TaskRun } from '../../../../src/core/tekton/types.ts';
import type { RunNode } from '../../../../src/core/tree/tree.ts';
import { putRun } from '../../../support/app-inputs.ts';
import { type RunRig, openRunRig } from '../../../support/run-rig.ts';
import { aBareRun, aCondition, aPipelineRun, aTaskRun, type Reason } from '../../../support/builders.ts';
import { eventually } from '../../../support/eventually.ts';
import { runOn } from '../../../support/scripts.ts';

const ref = { apiVersion: 'tekton.dev/v1', kind: 'PipelineRun', namespace: 'default', name: 'boot' };

/** It has no label that names a pipeline. */
const BOOTSTRAP = '';

let rig: RunRig;
beforeEach(async () => {
  rig = await openRunRig({ scripts: { main: runOn, [BOOTSTRAP]: runOn } });
});
afterEach(() => rig.close());

function bootstrapIs(reason: Reason, params: PipelineRun['spec']['params'] = [{ name: 'run-id', value: 'r1' }]): void {
  const run = aBareRun({ params }, { name: 'boot', namespace: 'default', uid: 'r1' });
  rig.server.put({ ...run, status: { conditions: [aCondition(reason)] } });
}

/** Lets time pass until the report is there: the watcher may be between a look and its sleep at any moment. */
async function letPassUntil(report: Promise<unknown>, each: () => void = () => undefined): Promise<void> {
  let isOver = false;
  const over = () => (isOver = true);
  report.then(over, over);
  await eventually(() => {
    each();
    rig.clock.advance(1_000);
    return isOver;
  });
}

async function watch() {
  const drawn: RunNode[] = [];
  const stop = new AbortController();
  const view = { draw: (tree: RunNode) => void drawn.push(tree) };
  const cluster = await rig.connect();
  const report = watchRun(ref, { cluster, clock: rig.clock, view }, stop.signal);
  report.catch(() => undefined);
  return { drawn, report, stop: () => stop.abort() };
}

describe('watching a bootstrap run', () => {
  test.each([
    ['its param run-id', [{ name: 'run-id', value: 'r1' }]],
    ['its uid, where the param is empty', [{ name: 'run-id', value: '' }]],
  ])('draws the tree of the run id that is %s, and ends with the bootstrap', async (_title, params) => {
    bootstrapIs('Running', params);
    // The server gives uids of its own.
    const uid = rig.server.object(ref)?.metadata.uid ?? '';
    const runId = params[0]?.value === '' ? uid : 'r1';
    const { drawn, report } = await watch();
    putRun(rig.server, aPipelineRun(mainLaunch(runId, 'main'), { reason: 'Running' }));
    await eventually(() => drawn.at(-1)?.state.kind === 'active');
    bootstrapIs('Succeeded', params);
    await letPassUntil(report);
    expect(await report).toMatchObject({ tree: { launch: { runId, pipeline: 'main' } }, bootstrapTaskRuns: [] });
  });

  test('has no tree where main was never launched', async () => {
    bootstrapIs('Running');
    const { report, drawn } = await watch();
    await letPassUntil(report, () => bootstrapIs('Failed'));
    expect(await report).not.toHaveProperty('tree');
    expect(drawn).toEqual([]);
  });

  test('ends when it is stopped, and the run goes on', async () => {
    bootstrapIs('Running');
    const { report, stop } = await watch();
    await eventually(() => rig.server.requests.filter(({ isWatch }) => isWatch).length >= 3);
    stop();
    await expect(report).rejects.toThrow();
    expect(rig.server.object(ref)).toMatchObject({ status: { conditions: [{ reason: 'Running' }] } });
  });

  test('needs a run that is there', async () => {
    await expect((await watch()).report).rejects.toMatchObject({
      code: 'bad-input',
      message: 'there is no PipelineRun default/boot',
    });
  });
});

describe('the exit code of a bootstrap', () => {
  const run = (reason: Reason) => aPipelineRun(mainLaunch('b', 'boot'), { reason });
  const ended = (exitCode: number): TaskRun =>
    aTaskRun(run('Failed'), { reason: 'Failed', stepStates: [{ name: 's', terminated: { exitCode } }] });

  test.each<[string, PipelineRun, readonly TaskRun[], number]>([
    ['0 where it succeeded', run('Succeeded'), [], 0],
    ['that of its step', run('Failed'), [ended(5)], 5],
    ['1 where no step has one', run('Failed'), [ended(0)], 1],
    ['1 where it has no step', run('Failed'), [], 1],
  ])('is %s', (_title, bootstrap, bootstrapTaskRuns, expected) => {
    expect(bootstrapExitCode({ bootstrap, bootstrapTaskRuns })).toBe(expected);
  });
});
