import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { TaskRunFollower } from '../../../../src/app/wait/follow-task-runs.ts';
import type { PipelineRun, TaskRun } from '../../../../src/core/tekton/types.ts';
import { eventually } from '../../../support/eventually.ts';
import { openWaitRig, type WaitRig } from '../../../support/wait-rig.ts';

let waits: WaitRig;
let taskRuns: TaskRunFollower;
let run: PipelineRun;
let changes: number;
let stop: AbortController;

beforeEach(async () => {
  waits = await openWaitRig();
  run = waits.childIs('Running');
  changes = 0;
  stop = new AbortController();
  taskRuns = new TaskRunFollower({
    cluster: await waits.rig.connect(),
    reporter: waits.rig.reporter,
    onChange: () => void (changes += 1),
    abort: stop.signal,
  });
});
afterEach(async () => {
  stop.abort();
  await waits.close();
});

const names = (found: readonly TaskRun[] | undefined) => found?.map(({ metadata }) => metadata.name);
const nameOf = (task: string) => `${run.metadata.name ?? ''}-${task}`;

describe('the TaskRuns of a run', () => {
  test('are unknown until the first answer, and then kept up to date, each change told', async () => {
    waits.taskRunIs(run, { task: 'build' });
    taskRuns.follow(run);
    expect(taskRuns.followed(run)).toBeUndefined();
    await eventually(() => changes === 1);
    expect(names(taskRuns.followed(run))).toEqual([nameOf('build')]);
    waits.taskRunIs(run, { task: 'push' });
    await eventually(() => changes > 1);
    expect(names(taskRuns.followed(run))).toEqual([nameOf('build'), nameOf('push')]);
  });

  test('are watched once, however often that is asked for', async () => {
    taskRuns.follow(run);
    taskRuns.follow(run);
    await eventually(() => waits.rig.server.watches.count() === 1);
    taskRuns.follow(run);
    expect(waits.rig.server.requests.filter(({ path }) => path.endsWith('/taskruns'))).toHaveLength(2);
  });

  test('are none where nobody follows it', () => {
    expect(taskRuns.followed(run)).toEqual([]);
  });

  test('are none where they may not be read, which is told once, with the rule to add', async () => {
    waits.rig.server.policy = ({ resource }) => resource !== 'taskruns';
    taskRuns.follow(run);
    await eventually(() => changes === 1);
    expect(taskRuns.followed(run)).toEqual([]);
    expect(await taskRuns.lastTaskRunsOf(run)).toEqual([]);
    expect(waits.rig.saying('progress-limited')).toMatchObject([
      { facts: { hint: expect.stringContaining('resources: ["taskruns"], verbs: ["list"]') } },
    ]);
  });
});

describe('the last TaskRuns of a run', () => {
  test('are listed anew, also where nobody followed it', async () => {
    waits.taskRunIs(run, { task: 'build', reason: 'Failed' });
    expect(names(await taskRuns.lastTaskRunsOf(run))).toEqual([nameOf('build')]);
    expect(taskRuns.followed(run)).toEqual([]);
  });

  test('are those that were watched, where the list has no answer', async () => {
    waits.taskRunIs(run, { task: 'build' });
    taskRuns.follow(run);
    await eventually(() => taskRuns.followed(run)?.length === 1);
    waits.rig.server.faults.add({ kind: 'hang' }, { when: ({ path }) => path.endsWith('/taskruns'), times: 99 });
    expect(names(await taskRuns.lastTaskRunsOf(run))).toEqual([nameOf('build')]);
  });
});
