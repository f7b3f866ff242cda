import { describe, expect, test } from '@jest/globals';
import { judgeWait, type WaitState, unclaimedRejections } from '../../../../src/core/wait/judge.ts';
import { childLaunch, mainLaunch } from '../../../../src/core/launch/launch.ts';
import type { LaunchRecord } from '../../../../src/core/launch/record.ts';
import type { EndedLaunch } from '../../../../src/core/launch/ended-launch.ts';
import type { PipelineRun } from '../../../../src/core/tekton/types.ts';
import type { Selection } from '../../../../src/core/wait/selection.ts';
import { aCondition, aPayload, aPipelineRun, type Reason, uidOf } from '../../../support/builders.ts';

const main = mainLaunch('r1', 'main');
const launchOf = (signal: string, taskRun = 'main-t') =>
  childLaunch(main, { parentUid: uidOf(main), taskRun, signal }, { pipeline: 'deploy.json', overrides: [] });
const child = (signal: string, reason?: Reason, taskRun = 'main-t') =>
  aPipelineRun(launchOf(signal, taskRun), { payload: aPayload('deploy'), ...(reason === undefined ? {} : { reason }) });
const aMain = (records: readonly LaunchRecord[] = []) => aPipelineRun(main, { reason: 'Running', records });

const byPipeline: Selection = { kind: 'pipeline', name: 'deploy', runId: 'r1' };
const bySignal = (name: string): Selection => ({ kind: 'signal', name, runId: 'r1' });

function judge(
  runs: readonly PipelineRun[],
  selection = byPipeline,
  expect_ = 1,
  gone: [string, EndedLaunch][] = [],
): WaitState {
  return judgeWait({ runs, gone: new Map(gone) }, selection, expect_);
}

describe('keeps waiting', () => {
  const waiting: readonly [string, PipelineRun[], Selection, number][] = [
    ['before anything of the run is there', [], byPipeline, 1],
    ['before the child is there, by pipeline', [aMain()], byPipeline, 1],
    ['before the child is there, by signal', [aMain()], bySignal('x'), 1],
    ['while the child has no status', [child('x')], byPipeline, 1],
    ...(['Started', 'Running', 'PipelineRunPending', 'ResolvingPipelineRef'] as const).map(
      (reason): [string, PipelineRun[], Selection, number] => [
        `while the child is ${reason}`,
        [child('x', reason)],
        byPipeline,
        1,
      ],
    ),
    ['while one of two has ended', [child('x', 'Succeeded'), child('y', 'Running')], byPipeline, 1],
    ['while one of two has failed', [child('x', 'Failed'), child('y', 'Running')], byPipeline, 1],
    ['while fewer are there than expected', [child('x', 'Succeeded')], byPipeline, 2],
    ['while another child has ended', [child('y', 'Succeeded')], bySignal('x'), 1],
    [
      'while the record only says that the child was launched',
      [aMain([{ signal: 'x', taskRun: 'main-t', pipeline: 'deploy.json', run: 'ns/x' }])],
      bySignal('x'),
      1,
    ],
    [
      'though main itself, of the same pipeline name, has ended',
      [aPipelineRun(main, { payload: aPayload('deploy'), reason: 'Failed' })],
      byPipeline,
      1,
    ],
  ];
  test.each(waiting)('%s', (_title, runs, selection, count) => {
    expect(judge(runs, selection, count)).toMatchObject({ kind: 'waiting' });
  });
});

describe('ends', () => {
  const ends: readonly [Reason, string][] = [
    ['Succeeded', 'succeeded'],
    ['Completed', 'succeeded'],
    ['Failed', 'failed'],
    ['Cancelled', 'cancelled'],
    ['StoppedRunFinally', 'cancelled'],
    ['PipelineRunTimeout', 'timed-out'],
  ];
  test.each(ends)('as the child ends: %s is %s', (reason, outcome) => {
    expect(judge([aMain(), child('x', reason)])).toMatchObject({ kind: 'ended', outcome });
    expect(judge([aMain(), child('x', reason)], bySignal('x'))).toMatchObject({ kind: 'ended', outcome });
  });

  test('with the worst of several, and names the run that decided', () => {
    const failed = child('y', 'Failed');
    const judgement = judge([child('x', 'Succeeded'), failed, child('z', 'Cancelled')], byPipeline, 3);
    expect(judgement).toMatchObject({ kind: 'ended', outcome: 'failed' });
    expect(judgement).toMatchObject({
      message: `${failed.metadata.namespace ?? ''}/${failed.metadata.name ?? ''}: message of Failed`,
    });
  });

  test('for the same signal of two tasks when both have ended', () => {
    const runs = [child('x', 'Succeeded', 'main-a'), child('x', 'Running', 'main-b')];
    expect(judge(runs, bySignal('x'))).toMatchObject({ kind: 'waiting' });
    const both = [child('x', 'Succeeded', 'main-a'), child('x', 'Succeeded', 'main-b')];
    expect(judge(both, bySignal('x'), 2)).toMatchObject({ kind: 'ended', outcome: 'succeeded' });
  });

  test('at once when the signal was rejected, with the words of the rejection', () => {
    const rejected: LaunchRecord = {
      signal: 'x',
      taskRun: 'main-t',
      pipeline: 'deploy',
      outcome: 'rejected',
      message: 'known names: "a"',
    };
    const runs = [aMain([rejected]), child('y', 'Running')];
    for (const selection of [byPipeline, bySignal('x')]) {
      expect(judge(runs, selection, 2)).toMatchObject({
        kind: 'ended',
        outcome: 'rejected',
        message: 'known names: "a"',
      });
    }
  });

  test.each(['deploy', 'deploy.json', 'deploy.yaml'])(
    'for a rejected launch of %s by the name without its ending',
    (pipeline) => {
      const record: LaunchRecord = { signal: 'x', taskRun: 't', pipeline, outcome: 'rejected', message: 'm' };
      expect(judge([aMain([record])])).toMatchObject({ outcome: 'rejected' });
    },
  );

  test('as deleted when the child was seen and is gone', () => {
    const run = child('x', 'Running');
    const gone: [string, EndedLaunch] = [uidOf(launchOf('x')), { outcome: 'deleted', message: 'it was deleted' }];
    expect(judge([run], byPipeline, 1, [gone])).toMatchObject({ kind: 'ended', outcome: 'deleted' });
  });

  test.each(['succeeded', 'failed', 'deleted'] as const)(
    'as the record says where the child was pruned: %s',
    (outcome) => {
      const record: LaunchRecord = { signal: 'x', taskRun: 'main-t', pipeline: 'deploy', run: 'ns/x', outcome };
      expect(judge([aMain([record])])).toMatchObject({ kind: 'ended', outcome });
    },
  );

  test('as the record says where the child vanished before its end was seen', () => {
    const run = child('x', 'Running');
    const record: LaunchRecord = {
      signal: 'x',
      taskRun: 'main-t',
      pipeline: 'deploy',
      run: `${run.metadata.namespace ?? ''}/${run.metadata.name ?? ''}`,
      outcome: 'succeeded',
      results: { image: 'a:1' },
    };
    const gone: [string, EndedLaunch] = [uidOf(launchOf('x')), { outcome: 'deleted', message: 'it was deleted' }];
    expect(judge([aMain([record]), run], byPipeline, 1, [gone])).toMatchObject({
      outcome: 'succeeded',
      decisive: { results: { image: 'a:1' } },
    });
  });

  test('with the results of the child that decided', () => {
    const results = [
      { name: 'image', value: 'a:1' },
      { name: 'tags', value: ['x', 'y'] },
    ];
    const run = aPipelineRun(launchOf('x'), { payload: aPayload('deploy'), reason: 'Succeeded', status: { results } });
    expect(judge([run])).toMatchObject({ decisive: { results: { image: 'a:1', tags: ['x', 'y'] } } });
  });

  test('by the name of the Pipeline, whatever its mapping is called', () => {
    const record = { signal: 'x', taskRun: 't', pipeline: 'alias', outcome: 'rejected', message: 'm' } as const;
    expect(judge([aMain([{ ...record, pipelineName: 'deploy' }])])).toMatchObject({ outcome: 'rejected' });
    expect(judge([aMain([{ ...record, pipeline: 'deploy', pipelineName: 'other' }])])).toMatchObject({
      kind: 'waiting',
    });
  });

  test.each<Selection>([
    { kind: 'selector', selector: 'app=x' },
    { kind: 'name', name: 'x' },
  ])('as any run that was selected by $kind ends', (selection) => {
    const run = aPipelineRun(main, { reason: 'Failed' });
    expect(judge([run], selection)).toMatchObject({ kind: 'ended', outcome: 'failed' });
  });

  test('with a child and its record counted once', () => {
    const run = child('x', 'Succeeded');
    const title = `${run.metadata.namespace ?? ''}/${run.metadata.name ?? ''}`;
    const record: LaunchRecord = {
      signal: 'x',
      taskRun: 'main-t',
      pipeline: 'deploy',
      run: title,
      outcome: 'succeeded',
    };
    expect(judge([aMain([record]), run], byPipeline, 2)).toMatchObject({ kind: 'waiting' });
  });

  test('in the order of nothing: any permutation gives the same', () => {
    const runs = [aMain(), child('x', 'Failed'), child('y', 'Succeeded'), child('z', 'Cancelled')];
    expect(judge(runs.toReversed())).toMatchObject({ outcome: 'failed' });
    expect(judge(runs)).toMatchObject({ outcome: 'failed' });
  });
});

test('a condition at any index is found', () => {
  const ready = { type: 'Ready', status: 'Unknown' } as const;
  const run = { ...child('x', 'Running'), status: { conditions: [ready, aCondition('Succeeded')] } };
  expect(judge([run])).toMatchObject({ outcome: 'succeeded' });
});

describe('a rejected launch whose Pipeline nobody knows', () => {
  const record = { signal: 'x', taskRun: 't', pipeline: 'alias', outcome: 'rejected', message: 'm' } as const;

  test('may be the one that is waited for by pipeline', () => {
    const observed = { runs: [aMain([record])], gone: new Map() };
    expect(unclaimedRejections(observed, byPipeline)).toEqual([record]);
    expect(judge([aMain([record])])).toMatchObject({ kind: 'waiting' });
  });

  test.each<[string, LaunchRecord, Selection]>([
    ['it is known', { ...record, pipelineName: 'other' }, byPipeline],
    ['it is the one', { ...record, pipeline: 'deploy.json' }, byPipeline],
    ['it was launched', { ...record, outcome: 'failed' }, byPipeline],
    ['signals are waited for', record, bySignal('y')],
  ])('is not told where %s', (_title, each, selection) => {
    expect(unclaimedRejections({ runs: [aMain([each])], gone: new Map() }, selection)).toEqual([]);
  });
});
