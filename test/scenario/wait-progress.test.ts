import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
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

  test('without the right to read TaskRuns is what the run itself tells', async () => {
    waits.rig.server.policy = ({ resource }) => resource !== 'taskruns';
    waits.childIs('Running', 'go', status);
    const { report } = await waits.wait();
    await eventually(() => waits.said('progress-limited').length === 1);
    expect(waits.said('run-progress')).toEqual([`${title}: Running: Tasks Completed: 0`]);
    waits.childIs('Failed');
    expect(await report).toMatchObject({ outcome: 'failed' });
  });

  test('that does not change is told again after a minute', async () => {
    waits.childIs('Running', 'go', { conditions: [aCondition('Running', '')] });
    await waits.wait();
    await eventually(() => waits.said('run-progress').length === 1);
    waits.rig.clock.advance(61_000);
    await eventually(() => waits.said('still-waiting').includes(`waiting for 1m1s: ${title}: Running`));
  });
});

test('a failed run is told with the task that failed', async () => {
  const run = waits.childIs('Failed', 'go', { pipelineSpec });
  waits.taskRunIs(run, { task: 'build', reason: 'Failed', message: 'it broke' });
  const { report } = await waits.wait();
  expect(await report).toMatchObject({ outcome: 'failed', message: `${title}: task build: it broke` });
});

describe('logs', () => {
  const lines: string[] = [];
  beforeEach(() => void lines.splice(0));
  const running = { task: 'build', podName: pod.name, stepStates: [{ ...compile, running: {} }] } as const;
  const onLogLine = (line: string) => void lines.push(line);

  test('are passed on while the run goes', async () => {
    const run = waits.childIs('Running', 'go', status);
    waits.rig.server.logs.append(pod, 'one\n');
    waits.taskRunIs(run, running);
    const { report } = await waits.wait({ onLogLine });
    await eventually(() => lines.length === 1);
    waits.rig.server.logs.end(pod);
    waits.childIs('Succeeded');
    expect(await report).toMatchObject({ outcome: 'succeeded' });
  });

  test('are passed on whole of a step that began and ended unseen', async () => {
    const run = waits.childIs('Running', 'go', status);
    waits.rig.server.logs.set(pod, 'one\ntwo\n');
    const { report } = await waits.wait({ onLogLine });
    waits.taskRunIs(run, { ...running, stepStates: [{ ...compile, terminated: { exitCode: 0 } }] });
    waits.childIs('Succeeded');
    expect(await report).toMatchObject({ outcome: 'succeeded' });
    expect(lines).toEqual(['one', 'two'].map((line) => `[${name} build/compile] ${line}`));
  });
});
