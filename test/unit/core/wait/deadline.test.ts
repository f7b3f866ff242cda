import { expect, test } from '@jest/globals';
import { passedDeadline, untilDeadline } from '../../../../src/core/wait/deadline.ts';
import type { SelectedRun } from '../../../../src/core/wait/judge.ts';

const limits = {
  selection: { kind: 'pipeline', name: 'deploy', runId: 'r1' },
  expect: 1,
  timeoutMs: 60_000,
  appearTimeoutMs: 10_000,
} as const;
const observed = { runs: [], gone: new Map() };
const taskRunsOf = () => [];
const active = (title: string, message = ''): SelectedRun => ({
  title,
  state: { kind: 'active', reason: 'Running', message },
});

test('before its time is over a wait goes on, for as long as is left', () => {
  expect(passedDeadline({ waitedMs: 9_999, selected: [], observed, taskRunsOf }, limits)).toBeUndefined();
  expect(untilDeadline({ waitedMs: 9_000, selected: [] }, limits)).toBe(1_000);
  expect(untilDeadline({ waitedMs: 9_000, selected: [active('ci/a')] }, limits)).toBe(51_000);
  expect(untilDeadline({ waitedMs: 99_000, selected: [active('ci/a')] }, limits)).toBe(0);
});

test('what has not appeared is counted', () => {
  const waited = { waitedMs: 10_000, selected: [active('ci/a')], observed, taskRunsOf };
  expect(passedDeadline(waited, { ...limits, expect: 2 })).toEqual({
    outcome: 'never-appeared',
    message: '1 of 2 runs appeared in 10 s: pipeline deploy, run id r1',
  });
});

test('the state of each run is in the message, whatever was printed before', () => {
  const ended: SelectedRun = { title: 'ci/b', state: { kind: 'ended', outcome: 'succeeded', message: '' } };
  const selected = [active('ci/a'), active('ci/c', 'Tasks Completed: 0'), ended];
  expect(passedDeadline({ waitedMs: 60_000, selected, observed, taskRunsOf }, limits)).toEqual({
    outcome: 'deadline',
    message: 'not over in 60 s: ci/a is Running, ci/c is Running: Tasks Completed: 0, ci/b is succeeded',
  });
});
