import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { QUIET_MS } from '../../src/app/wait/follow-logs.ts';
import { aCondition } from '../support/builders.ts';
import { eventually } from '../support/eventually.ts';
import { launchOf, openWaitRig, type WaitRig } from '../support/wait-rig.ts';

let waits: WaitRig;

beforeEach(async () => {
  waits = await openWaitRig();
});
afterEach(() => waits.close());

const { namespace, name } = launchOf('go');
const title = `${namespace}/${name}`;
const pipelineSpec = { tasks: [{ name: 'build' }, { name: 'push' }] };
const status = { pipelineSpec, conditions: [aCondition('Running', 'Tasks Completed: 0')] };
const pod = { namespace, name: 'build-pod', container: 'step-compile' };
const compile = { name: 'compile', container: 'step-compile' };

describe('progress', () => {
  test('is one line for each change: tasks done, and what runs now', async () => {
    const run = waits.childIs('Running', 'go', status);
    const { report } = await waits.wait();
    waits.taskRunIs(run, { task: 'build', stepStates: [{ ...compile, running: {} }] });
    await eventually(() => waits.said('run-progress').some((line) => line.endsWith('running build/compile')));
    waits.taskRunIs(run, { task: 'build', reason: 'Succeeded' });
    waits.taskRunIs(run, { task: 'push' });
    await eventually(() => waits.said('run-progress').some((line) => line.endsWith('1 of 2 tasks done; running push')));
    waits.childIs('Succeeded');
    await report;
    const lines = waits.said('run-progress');
    expect(new Set(lines).size).toBe(lines.length);
    expect(lines).toContain(`${title}: 0 of 2 tasks done; running build/compile`);
  });

  test.each([
    ['a quota', 'ExceededResourceQuota', 'exceeded quota: pods', 'exceeded quota: pods'],
    [
      'no node that has room',
      'Pending',
      'pod status "PodScheduled":"False"; message: "0/1 nodes are available: 1 Insufficient cpu."',
      '0/1 nodes are available: 1 Insufficient cpu.',
    ],
  ] as const)('says what holds a task back: %s', async (_title, reason, message, shown) => {
    const run = waits.childIs('Running', 'go', status);
    await waits.wait();
    waits.taskRunIs(run, { task: 'build', reason, message });
    const line = `${title}: 0 of 2 tasks done; running build (${shown})`;
    await eventually(() => waits.said('run-progress').includes(line));
  });

  test('is what a deadline tells: why the run did not get on', async () => {
    const run = waits.childIs('Running', 'go', status);
    waits.taskRunIs(run, { task: 'build', reason: 'ExceededResourceQuota', message: 'exceeded quota: pods' });
    const { report } = await waits.wait({ timeoutMs: 10_000 });
    await eventually(() => waits.said('run-progress').length === 1);
    waits.rig.clock.advance(10_000);
    expect(await report).toMatchObject({
      outcome: 'deadline',
      message: `not over in 10 s: ${title} is Running (0 of 2 tasks done; running build (exceeded quota: pods))`,
    });
  });

  test('says why the whole run is held back', async () => {
    waits.childIs('PipelineRunPending', 'go', { conditions: [aCondition('PipelineRunPending', 'spec.status is set')] });
    await waits.wait();
    await eventually(() => waits.said('run-progress').includes(`${title}: PipelineRunPending: spec.status is set`));
  });

  test('without the right to read TaskRuns is what the run itself tells, and says so once', async () => {
    waits.rig.server.policy = ({ resource }) => resource !== 'taskruns';
    waits.childIs('Running', 'go', status);
    const { report } = await waits.wait();
    await eventually(() => waits.said('progress-limited').length === 1);
    expect(waits.rig.saying('progress-limited')[0]?.facts).toMatchObject({
      hint: expect.stringContaining('resources: ["taskruns"], verbs: ["list"]'),
    });
    expect(waits.said('run-progress')).toEqual([`${title}: Running: Tasks Completed: 0`]);
    waits.childIs('Failed');
    expect(await report).toMatchObject({ outcome: 'failed' });
    expect(waits.said('progress-limited')).toHaveLength(1);
  });

  test('that does not change is told again once a minute', async () => {
    waits.childIs('Running', 'go', { conditions: [aCondition('Running', '')] });
    await waits.wait();
    await eventually(() => waits.said('run-progress').length === 1);
    expect(waits.said('still-waiting')).toEqual([]);
    waits.rig.clock.advance(61_000);
    await eventually(() => waits.said('still-waiting').length === 1);
    waits.rig.clock.advance(30_000);
    waits.rig.clock.advance(31_000);
    await eventually(() => waits.said('still-waiting').length === 2);
    expect(waits.said('still-waiting')).toEqual([
      `waiting for 1m1s: ${title}: Running`,
      `waiting for 2m2s: ${title}: Running`,
    ]);
  });
});

describe('a failed run', () => {
  const failed = {
    task: 'build',
    reason: 'Failed',
    message: '"step-compile" exited with code 7',
    podName: pod.name,
    stepStates: [{ ...compile, terminated: { exitCode: 7, reason: 'Error' } }],
  } as const;

  test('is told with task, step, exit code, message and the command for its log', async () => {
    const run = waits.childIs('Failed', 'go', { pipelineSpec });
    waits.taskRunIs(run, failed);
    const { report } = await waits.wait();
    const message = `${title}: task build, step compile, exit code 7: "step-compile" exited with code 7`;
    expect(await report).toMatchObject({ outcome: 'failed', message });
    expect(waits.rig.saying('task-failed')).toMatchObject([
      {
        message,
        facts: { logs: `kubectl logs -n ${namespace} build-pod -c step-compile` },
      },
    ]);
  });

  test('ends the wait though its TaskRuns cannot be read', async () => {
    waits.rig.server.faults.add({ kind: 'hang' }, { when: ({ path }) => path.endsWith('/taskruns'), times: 99 });
    waits.childIs('Failed', 'go', { pipelineSpec });
    const { report } = await waits.wait();
    expect(await report).toMatchObject({ outcome: 'failed' });
  });
});

describe('logs', () => {
  const lines: string[] = [];
  beforeEach(() => void lines.splice(0));
  const running = { task: 'build', podName: pod.name, stepStates: [{ ...compile, running: {} }] } as const;
  const onLogLine = (line: string) => void lines.push(line);

  test('are passed on with a prefix as they grow', async () => {
    const run = waits.childIs('Running', 'go', status);
    waits.rig.server.logs.append(pod, 'one\ntwo\n');
    waits.taskRunIs(run, running);
    const { report } = await waits.wait({ onLogLine });
    await eventually(() => lines.length === 2);
    waits.rig.server.logs.append(pod, 'three\n');
    await eventually(() => lines.length === 3);
    waits.rig.server.logs.end(pod);
    waits.childIs('Succeeded');
    await report;
    expect(lines).toEqual(['one', 'two', 'three'].map((line) => `[${name} build/compile] ${line}`));
  });

  test.each([
    ['of a run that had ended before the wait began', true],
    ['of a step that began and ended unseen', false],
  ])('are passed on whole: %s', async (_title, isBefore) => {
    const run = waits.childIs('Running', 'go', status);
    waits.rig.server.logs.set(pod, 'one\ntwo\n');
    const end = () => {
      waits.taskRunIs(run, { ...running, stepStates: [{ ...compile, terminated: { exitCode: 0 } }] });
      waits.childIs('Succeeded');
    };
    if (isBefore) end();
    const { report } = await waits.wait({ onLogLine });
    if (!isBefore) end();
    expect(await report).toMatchObject({ outcome: 'succeeded' });
    expect(lines).toEqual(['one', 'two'].map((line) => `[${name} build/compile] ${line}`));
  });

  test('that may not be read are said once, with the rule to add, and change nothing', async () => {
    waits.rig.server.policy = ({ subresource }) => subresource !== 'log';
    const run = waits.childIs('Running', 'go', status);
    waits.taskRunIs(run, running);
    const { report } = await waits.wait({ onLogLine });
    await eventually(() => waits.said('logs-limited').length === 1);
    expect(waits.rig.saying('logs-limited')[0]?.facts).toMatchObject({
      hint: expect.stringContaining('resources: ["pods/log"], verbs: ["get"]'),
    });
    waits.childIs('Succeeded');
    expect(await report).toMatchObject({ outcome: 'succeeded' });
    expect(lines).toEqual([]);
  });

  test('that still flow are waited for until they are quiet', async () => {
    const run = waits.childIs('Running', 'go', status);
    waits.rig.server.logs.append(pod, 'one\n');
    waits.taskRunIs(run, running);
    const sleep = jest.spyOn(waits.rig.clock, 'sleep');
    const { report } = await waits.wait({ onLogLine });
    await eventually(() => lines.length === 1);
    const graces = () => sleep.mock.calls.filter(([ms]) => ms === QUIET_MS).length;
    waits.childIs('Succeeded');
    await eventually(() => graces() === 1);
    waits.rig.server.logs.append(pod, 'two\n');
    await eventually(() => lines.length === 2);
    waits.rig.clock.advance(QUIET_MS);
    await eventually(() => graces() === 2);
    waits.rig.clock.advance(QUIET_MS);
    expect(await report).toMatchObject({ outcome: 'succeeded' });
    expect(graces()).toBe(2);
  });

  test('that never end do not hold up the end', async () => {
    const run = waits.childIs('Running', 'go', status);
    waits.rig.server.logs.append(pod, 'one\n');
    waits.taskRunIs(run, running);
    const sleep = jest.spyOn(waits.rig.clock, 'sleep');
    const { report } = await waits.wait({ onLogLine });
    await eventually(() => lines.length === 1);
    waits.childIs('Succeeded');
    await eventually(() => sleep.mock.calls.some(([ms]) => ms === QUIET_MS));
    waits.rig.clock.advance(QUIET_MS);
    expect(await report).toMatchObject({ outcome: 'succeeded' });
  });
});
