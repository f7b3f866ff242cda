import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { closeWait } from '../../../../src/app/wait/close-wait.ts';
import { FollowLogs } from '../../../../src/app/wait/follow-logs.ts';
import { TaskRunFollower } from '../../../../src/app/wait/follow-task-runs.ts';
import { WaitReporter } from '../../../../src/app/wait/wait-reporter.ts';
import { judgeWait } from '../../../../src/core/wait/judge.ts';
import type { PipelineRun } from '../../../../src/core/tekton/types.ts';
import type { Cluster } from '../../../../src/ports.ts';
import { eventually } from '../../../support/eventually.ts';
import { launchOf, openWaitRig, type WaitRig } from '../../../support/wait-rig.ts';

let waits: WaitRig;
let cluster: Cluster;
let taskRuns: TaskRunFollower;
let stop: AbortController;
let lines: string[];

beforeEach(async () => {
  waits = await openWaitRig();
  cluster = await waits.rig.connect();
  stop = new AbortController();
  lines = [];
  const { reporter } = waits.rig;
  taskRuns = new TaskRunFollower({ cluster, reporter, onChange: () => undefined, abort: stop.signal });
});
afterEach(async () => {
  stop.abort();
  await waits.close();
});

const titleOf = (signal: string) => `${launchOf(signal).namespace}/${launchOf(signal).name}`;
const title = titleOf('go');
const { namespace, name } = launchOf('go');
const pod = { namespace, name: 'build-pod', container: 'step-compile' };
const buildStep = (exitCode: number) => ({
  task: 'build',
  podName: pod.name,
  stepStates: [{ name: 'compile', container: pod.container, terminated: { exitCode } }],
});
const buildFailed = { ...buildStep(7), reason: 'Failed', message: 'it broke' } as const;

/** Closes the wait for runs that have all ended; gives its message. */
function close(runs: readonly PipelineRun[], { withLogs = false } = {}): Promise<string> {
  const state = judgeWait({ runs, gone: new Map() }, { kind: 'selector', selector: 'app=x' }, runs.length);
  if (state.kind !== 'ended') throw new Error('a wait is closed once it has ended');
  const { clock, reporter } = waits.rig;
  const onLine = (line: string) => void lines.push(line);
  const logs = withLogs ? new FollowLogs({ cluster, reporter, onLine, abort: stop.signal }) : undefined;
  return closeWait(state, { taskRuns, waitReporter: new WaitReporter({ log: reporter, clock }), logs, clock });
}

const taskRunRequests = () => waits.rig.server.requests.filter(({ path }) => path.endsWith('/taskruns')).length;

describe('a failed run', () => {
  test('is told with task, step, exit code, message and the command for its log', async () => {
    const run = waits.childIs('Failed');
    waits.taskRunIs(run, buildFailed);
    const message = `${title}: task build, step compile, exit code 7: it broke`;
    expect(await close([run])).toBe(message);
    expect(waits.said('run-ended')).toEqual([`${title}: Failed: message of Failed`]);
    expect(waits.rig.saying('task-failed')).toMatchObject([
      { message, facts: { logs: `kubectl logs -n ${namespace} build-pod -c step-compile` } },
    ]);
  });

  test('of which the watch shows the failure is not asked for it again', async () => {
    const run = waits.childIs('Failed');
    waits.taskRunIs(run, buildFailed);
    taskRuns.follow(run);
    await eventually(() => taskRuns.followed(run)?.length === 1 && waits.rig.server.watches.count() === 1);
    const before = taskRunRequests();
    expect(await close([run])).toContain('task build, step compile');
    expect(taskRunRequests()).toBe(before);
  });

  test('keeps the sentence of Tekton where its TaskRuns show no failure', async () => {
    expect(await close([waits.childIs('Failed')])).toBe(`${title}: message of Failed`);
    expect(waits.said('task-failed')).toEqual([]);
  });
});

test('of several runs each failure is told, and the message is that of the run that decided', async () => {
  const timedOut = waits.childIs('PipelineRunTimeout', 'again');
  const failed = waits.childIs('Failed');
  waits.taskRunIs(timedOut, { task: 'slow', reason: 'TaskRunTimeout', message: 'too slow' });
  waits.taskRunIs(failed, buildFailed);
  const sentences = [
    `${titleOf('again')}: task slow: too slow`,
    `${title}: task build, step compile, exit code 7: it broke`,
  ];
  const message = await close([timedOut, failed]);
  expect(waits.said('task-failed')).toEqual(sentences);
  expect(message).toBe(sentences[1]);
});

test('of runs that succeeded nothing is read unless their logs are wanted', async () => {
  const run = waits.childIs('Succeeded');
  waits.taskRunIs(run, { ...buildStep(0), reason: 'Succeeded' });
  waits.rig.server.logs.set(pod, 'one\ntwo\n');
  expect(await close([run])).toBe(`${title}: message of Succeeded`);
  expect(taskRunRequests()).toBe(0);
  await close([run], { withLogs: true });
  expect(lines).toEqual(['one', 'two'].map((line) => `[${name} build/compile] ${line}`));
});
