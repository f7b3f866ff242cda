import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { FollowLogs, QUIET_MS } from '../../../../src/app/wait/follow-logs.ts';
import type { StepState } from '../../../../src/core/tekton/types.ts';
import { aPipelineRun, aTaskRun } from '../../../support/builders.ts';
import { eventually } from '../../../support/eventually.ts';
import { launchOf, openWaitRig, type WaitRig } from '../../../support/wait-rig.ts';

let waits: WaitRig;
let logs: FollowLogs;
let stop: AbortController;
let lines: string[];

beforeEach(async () => {
  waits = await openWaitRig();
  stop = new AbortController();
  lines = [];
  logs = new FollowLogs({
    cluster: await waits.rig.connect(),
    reporter: waits.rig.reporter,
    onLine: (line) => void lines.push(line),
    abort: stop.signal,
  });
});
afterEach(async () => {
  stop.abort();
  await waits.close();
});

const { namespace, name } = launchOf('go');
const pod = { namespace, name: 'build-pod', container: 'step-compile' };
const run = aPipelineRun(launchOf('go'), { reason: 'Running' });
const building = (state: Partial<StepState> = { running: {} }) =>
  aTaskRun(run, {
    task: 'build',
    podName: pod.name,
    stepStates: [{ name: 'compile', container: pod.container, ...state }],
  });
const prefixed = (...texts: readonly string[]) => texts.map((text) => `[${name} build/compile] ${text}`);
const logRequests = () => waits.rig.server.requests.filter(({ path }) => path.endsWith('/log'));

describe('the log of a step', () => {
  test('is passed on with a prefix as it grows', async () => {
    waits.rig.server.logs.append(pod, 'one\ntwo\n');
    logs.follow(run, [building()]);
    await eventually(() => lines.length === 2);
    waits.rig.server.logs.append(pod, 'three\n');
    await eventually(() => lines.length === 3);
    expect(lines).toEqual(prefixed('one', 'two', 'three'));
  });

  test('is asked for once, and not before the step has started', async () => {
    waits.rig.server.logs.append(pod, 'one\n');
    logs.follow(run, [building({})]);
    logs.follow(run, [building()]);
    logs.follow(run, [building()]);
    await eventually(() => lines.length === 1);
    waits.rig.server.logs.end(pod);
    await logs.finish([], waits.rig.clock);
    expect(logRequests()).toHaveLength(1);
    expect(lines).toEqual(prefixed('one'));
  });

  test('that may not be read is told once, with the rule to add', async () => {
    waits.rig.server.policy = ({ subresource }) => subresource !== 'log';
    const other = aTaskRun(run, { task: 'push', podName: 'push-pod', stepStates: [{ ...pod, running: {} }] });
    logs.follow(run, [building(), other]);
    await logs.finish([], waits.rig.clock);
    expect(logRequests()).toHaveLength(2);
    expect(waits.rig.saying('logs-limited')).toMatchObject([
      { facts: { hint: expect.stringContaining('resources: ["pods/log"], verbs: ["get"]') } },
    ]);
    expect(lines).toEqual([]);
  });
});

describe('the end waits for logs', () => {
  test('that nobody had begun to read', async () => {
    waits.rig.server.logs.set(pod, 'one\ntwo\n');
    await logs.finish([{ run, taskRuns: [building({ terminated: { exitCode: 0 } })] }], waits.rig.clock);
    expect(lines).toEqual(prefixed('one', 'two'));
  });

  test('that still flow until they are quiet', async () => {
    waits.rig.server.logs.append(pod, 'one\n');
    logs.follow(run, [building()]);
    await eventually(() => lines.length === 1);
    const sleep = jest.spyOn(waits.rig.clock, 'sleep');
    const graces = () => sleep.mock.calls.filter(([ms]) => ms === QUIET_MS).length;
    const finished = logs.finish([], waits.rig.clock);
    await eventually(() => graces() === 1);
    waits.rig.server.logs.append(pod, 'two\n');
    await eventually(() => lines.length === 2);
    waits.rig.clock.advance(QUIET_MS);
    await eventually(() => graces() === 2);
    waits.rig.clock.advance(QUIET_MS);
    await finished;
    expect(graces()).toBe(2);
  });

  test('but not where they flow on and on', async () => {
    waits.rig.server.logs.append(pod, 'again\n');
    logs.follow(run, [building()]);
    await eventually(() => lines.length === 1);
    let isOver = false;
    void logs.finish([], waits.rig.clock).then(() => (isOver = true));
    await eventually(async () => {
      const seen = lines.length;
      waits.rig.server.logs.append(pod, 'again\n');
      await eventually(() => lines.length > seen);
      waits.rig.clock.advance(QUIET_MS);
      return isOver;
    });
    expect(waits.rig.server.logs.followerCount(pod)).toBe(1);
  });

  test('but not once the wait is stopped', async () => {
    waits.rig.server.logs.append(pod, 'one\n');
    logs.follow(run, [building()]);
    await eventually(() => lines.length === 1);
    const finished = logs.finish([], waits.rig.clock);
    stop.abort();
    await finished;
    expect(waits.said('logs-limited')).toEqual([]);
  });
});
