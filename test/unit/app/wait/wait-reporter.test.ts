import { beforeEach, describe, expect, test } from '@jest/globals';
import { WaitReporter } from '../../../../src/app/wait/wait-reporter.ts';
import type { SelectedRun } from '../../../../src/core/wait/judge.ts';
import { aReporter } from '../../../support/app-inputs.ts';
import { aPipelineRun, aTaskRun } from '../../../support/builders.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { launchOf } from '../../../support/wait-rig.ts';

let log: ReturnType<typeof aReporter>;
let clock: FakeClock;
let reporter: WaitReporter;

beforeEach(() => {
  log = aReporter();
  clock = new FakeClock();
  reporter = new WaitReporter({ log, clock });
});

const run = aPipelineRun(launchOf('go'), {
  reason: 'Running',
  status: { pipelineSpec: { tasks: [{ name: 'build' }, { name: 'push' }] } },
});
const running: SelectedRun = { title: 'ci/a', state: { kind: 'active', reason: 'Running', message: '' }, run };
const ended: SelectedRun = { title: 'ci/a', state: { kind: 'ended', outcome: 'failed', message: 'it broke' }, run };

describe('a run', () => {
  test('is reported at each change, and not between', () => {
    const build = [aTaskRun(run, { task: 'build' })];
    for (const taskRuns of [[], build, build]) reporter.report([running], () => taskRuns);
    reporter.report([ended], () => build);
    expect(log.lines).toEqual([
      'info run-progress ci/a: Running',
      'info run-progress ci/a: 0 of 2 tasks done; running build',
      'info run-ended ci/a: Failed: it broke',
    ]);
    expect(log.facts.at(-1)).toEqual({ run: 'ci/a', signal: 'go', outcome: 'failed' });
  });

  test('that still goes is reported once its TaskRuns are known, and one that has ended at once', () => {
    reporter.report([running], () => undefined);
    expect(log.lines).toEqual([]);
    reporter.report([ended], () => undefined);
    expect(log.lines).toEqual(['info run-ended ci/a: Failed: it broke']);
  });

  test('is told apart from others', () => {
    reporter.report([running, { ...running, title: 'ci/b' }], () => []);
    expect(log.lines).toEqual(['info run-progress ci/a: Running', 'info run-progress ci/b: Running']);
  });
});

describe('a wait in which nothing changes', () => {
  /** Lets time go by, beat by beat; gives what was told of that. */
  const beats = (selected: readonly SelectedRun[], ...waitedMs: readonly number[]) => {
    let now = 0;
    for (const ms of waitedMs) {
      clock.advance(ms - now);
      now = ms;
      reporter.beat(selected, ms);
    }
    return log.lines.filter((line) => line.startsWith('info still-waiting'));
  };

  test('is told again once a minute', () => {
    reporter.report([running], () => []);
    expect(beats([running], 1_000, 59_000, 61_000, 91_000, 122_000)).toEqual([
      'info still-waiting waiting for 1m1s: ci/a: Running',
      'info still-waiting waiting for 2m2s: ci/a: Running',
    ]);
  });

  test('says so where nothing has appeared', () => {
    expect(beats([], 60_000)).toEqual(['info still-waiting waiting for 1m0s: nothing has appeared yet']);
  });
});

test('a change puts off what is told once a minute', () => {
  clock.advance(50_000);
  reporter.report([running], () => []);
  clock.advance(50_000);
  reporter.beat([running], 100_000);
  expect(log.lines).toEqual(['info run-progress ci/a: Running']);
});

test('a rejection is told once, with the way to wait for it', () => {
  const record = { signal: 'go', taskRun: 'main-go', pipeline: 'alias', outcome: 'rejected' } as const;
  reporter.reportRejections([{ ...record, message: 'no such file' }]);
  reporter.reportRejections([
    { ...record, message: 'no such file' },
    { ...record, taskRun: 'main-x' },
  ]);
  expect(log.lines).toEqual([
    'error launch-rejected signal go of main-go was rejected: no such file',
    'error launch-rejected signal go of main-x was rejected: ',
  ]);
  expect(log.facts[0]).toMatchObject({ pipeline: 'alias', hint: expect.stringContaining('wait with --signal go') });
});

test('failures are told one by one, with the command for the log where there is a pod', () => {
  const failure = { task: 'build', taskRun: 'a-build', reason: 'Failed', message: 'it broke' };
  reporter.reportFailures('ci/a', 'ci', [failure, { ...failure, task: 'push', pod: 'push-pod' }]);
  expect(log.lines).toEqual([
    'error task-failed ci/a: task build: it broke',
    'error task-failed ci/a: task push: it broke',
  ]);
  expect(log.facts).toEqual([
    { run: 'ci/a', ...failure },
    { run: 'ci/a', ...failure, task: 'push', pod: 'push-pod', logs: 'kubectl logs -n ci push-pod --all-containers' },
  ]);
});
