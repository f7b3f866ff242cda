import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type WaitOptions, type WaitReport, waitForRuns } from '../../src/app/wait-for-runs.ts';
import { childLaunch, mainLaunch, runRef } from '../../src/core/launch.ts';
import type { LaunchRecord } from '../../src/core/launch-record.ts';
import { type Bench, openBench } from '../support/bench.ts';
import { aCondition, aPayload, aPipelineRun, type Reason, uidOf } from '../support/builders.ts';
import { eventually } from '../support/eventually.ts';

// Milliseconds each on a quiet machine; the limit is for busy ones.
jest.setTimeout(60_000);

const main = mainLaunch('r1', 'main', []);
const launchOf = (signal: string) =>
  childLaunch(
    main,
    { parentUid: uidOf(main), parentRun: `${main.namespace}/${main.name}`, taskRun: 'main-go', signal },
    { pipeline: 'deploy.json', overrides: [] },
  );

let bench: Bench;
let stop: AbortController;

beforeEach(async () => {
  bench = await openBench({ scripts: {} });
  // This Tekton is the test's own: nothing is to happen by itself.
  bench.tekton.stop();
  stop = new AbortController();
  for (const { namespace } of [main, launchOf('go'), launchOf('again')]) {
    bench.server.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  }
  mainHas([]);
});
afterEach(async () => {
  stop.abort();
  await bench.close();
});

function mainHas(records: readonly LaunchRecord[]): void {
  bench.server.put({ ...aPipelineRun(main, { reason: 'Running', records }) });
}

function childIs(reason: Reason, signal = 'go'): void {
  bench.server.put({ ...aPipelineRun(launchOf(signal), { payload: aPayload('deploy'), reason }) });
}

/** Starts a wait; gives its end once it watches. */
async function wait(options: Partial<WaitOptions> = {}): Promise<{ readonly report: Promise<WaitReport> }> {
  const report = waitForRuns(
    {
      runId: 'r1',
      selection: { kind: 'pipeline', name: 'deploy' },
      expect: 1,
      timeoutMs: 3_600_000,
      appearTimeoutMs: 600_000,
      ...options,
    },
    { cluster: await bench.connect(), clock: bench.clock, reporter: bench.reporter },
    stop.signal,
  );
  report.catch(() => undefined);
  await eventually(() => bench.server.watches.count() === 1);
  return { report };
}

describe('a wait', () => {
  test('that starts before the child exists ends as the child ends', async () => {
    const { report } = await wait();
    childIs('Running');
    await eventually(() => bench.saying('run-progress').length > 0);
    childIs('Completed');
    expect(await report).toMatchObject({ outcome: 'succeeded' });
  });

  test('ends at once when the child is deleted', async () => {
    childIs('Running');
    const { report } = await wait();
    bench.server.delete(runRef(launchOf('go')));
    expect(await report).toMatchObject({ outcome: 'deleted' });
  });

  test('ends as succeeded where the child was pruned right after it succeeded', async () => {
    childIs('Running');
    const { report } = await wait();
    childIs('Succeeded');
    bench.server.delete(runRef(launchOf('go')));
    expect(await report).toMatchObject({ outcome: 'succeeded' });
  });

  test('that was killed and retried tells the same, from the record', async () => {
    const { namespace, name } = launchOf('go');
    mainHas([
      { signal: 'go', taskRun: 'main-go', pipeline: 'deploy.json', run: `${namespace}/${name}`, outcome: 'failed' },
    ]);
    const { report } = await wait();
    expect(await report).toMatchObject({ outcome: 'failed', selected: [{ title: `${namespace}/${name}` }] });
  });

  test('ends at once when its signal is rejected', async () => {
    const { report } = await wait({ selection: { kind: 'signal', name: 'go' } });
    mainHas([
      { signal: 'go', taskRun: 'main-go', pipeline: 'dpeloy', outcome: 'rejected', message: 'known names: "main"' },
    ]);
    expect(await report).toMatchObject({ outcome: 'rejected', message: 'known names: "main"' });
  });

  test('for several runs has one deadline for all', async () => {
    childIs('Running');
    const { report } = await wait({ expect: 2, timeoutMs: 60_000 });
    bench.clock.advance(40_000);
    childIs('Succeeded');
    childIs('Running', 'again');
    await eventually(() => bench.saying('run-progress').length === 2);
    bench.clock.advance(21_000);
    expect(await report).toMatchObject({ outcome: 'deadline', message: expect.stringContaining('not over in 60 s') });
  });

  test('for runs that do not appear ends at the deadline for that', async () => {
    const { report } = await wait({ appearTimeoutMs: 30_000 });
    bench.clock.advance(31_000);
    expect(await report).toMatchObject({ outcome: 'never-appeared', selected: [] });
  });

  test('goes on while the API server is away', async () => {
    childIs('Running');
    const { report } = await wait();
    await bench.server.stop();
    childIs('Failed');
    await bench.server.start();
    expect(await report).toMatchObject({ outcome: 'failed' });
  });

  test('that may list but not watch polls', async () => {
    bench.server.policy = ({ verb }) => verb !== 'watch';
    const cluster = await bench.connect();
    const report = waitForRuns(
      {
        runId: 'r1',
        selection: { kind: 'signal', name: 'go' },
        expect: 1,
        timeoutMs: 3_600_000,
        appearTimeoutMs: 600_000,
      },
      { cluster, clock: bench.clock, reporter: bench.reporter },
      stop.signal,
    );
    await eventually(() => bench.server.requests.some(({ isWatch }) => isWatch));
    childIs('Succeeded');
    expect(await report).toMatchObject({ outcome: 'succeeded' });
  });

  test('says why the child cannot run yet', async () => {
    const run = aPipelineRun(launchOf('go'), { payload: aPayload('deploy'), reason: 'Running' });
    const conditions = [aCondition('PipelineRunPending', 'exceeded quota: pods')];
    bench.server.put({ ...run, status: { conditions } });
    await wait();
    await eventually(() => bench.saying('run-progress').some(({ message }) => message === 'exceeded quota: pods'));
  });

  test('ends with its signal', async () => {
    const { report } = await wait();
    stop.abort(143);
    await expect(report).rejects.toMatchObject({ code: 'interrupted' });
  });
});
