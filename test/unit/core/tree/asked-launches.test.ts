import { describe, expect, test } from '@jest/globals';
import { childLaunch, type Launch, mainLaunch } from '../../../../src/core/launch/launch.ts';
import type { LaunchRecord } from '../../../../src/core/launch/record.ts';
import type { PipelineRun } from '../../../../src/core/tekton/types.ts';
import { askedLaunches } from '../../../../src/core/tree/asked-launches.ts';
import { aPipelineRun, aTaskRun, type TaskRunOptions, uidOf } from '../../../support/builders.ts';
import { override, signal } from '../../../support/scripts.ts';

const main = mainLaunch('r1', 'main');
const launchOf = (name: string, pipeline = name) =>
  childLaunch(main, { parentUid: uidOf(main), taskRun: `${main.name}-go`, signal: name }, { pipeline, overrides: [] });

/** What one TaskRun `go` of main asks for, with those launches carried out already and those records on main. */
function asked(options: TaskRunOptions | undefined, carriedOut: readonly Launch[] = [], records: LaunchRecord[] = []) {
  const run = aPipelineRun(main, { reason: 'Running', records });
  const runs = new Map(carriedOut.map((launch) => [launch.identity, aPipelineRun(launch, { reason: 'Running' })]));
  const { launches, ended, warnings } = askedLaunches(
    { parent: main, run, taskRuns: options === undefined ? [] : [aTaskRun(run, { task: 'go', ...options })] },
    {
      runs: [run, ...runs.values()],
      runOf: ({ identity }): PipelineRun | undefined => runs.get(identity),
      earlySignals: true,
    },
  );
  return { launches, ended: [...ended], warnings };
}

describe('a signal', () => {
  test('asks for a launch with its overrides', () => {
    const steps = [{ ...signal('x'), ...override('x', 1, '{"name":"n","value":"v"}') }];
    const overrides = [{ name: 'n', value: 'v' }];
    expect(asked({ steps })).toEqual({ launches: [{ ...launchOf('x'), overrides }], ended: [], warnings: [] });
  });

  test('that is bad has ended as rejected, with its reason', () => {
    const results = { 'localpipeline-run-x': ['no', 'text'] };
    expect(asked({ reason: 'Succeeded', results })).toMatchObject({
      launches: [{ identity: launchOf('x').identity }],
      ended: [[launchOf('x').identity, { outcome: 'rejected', message: expect.stringContaining('must be a string') }]],
    });
  });

  test('with a bad override has ended as rejected, with all that is wrong', () => {
    const steps = [{ ...signal('x'), ...override('x', 1, '{"value":1}'), ...override('x', 2, '{') }];
    expect(asked({ steps }).ended).toMatchObject([
      [
        launchOf('x').identity,
        { message: expect.stringMatching(/^result .*-1: "name" is missing, "value" .*; result .*-2: not JSON/) },
      ],
    ]);
  });

  test('whose name is missed by a little is a warning', () => {
    expect(asked({ steps: [{ 'localpipelines-run-x': 'x' }] }).warnings).toEqual([
      expect.stringContaining(`TaskRun ${main.namespace}/${main.name}-go: `),
    ]);
  });
});

describe('a launch that was carried out already', () => {
  test('stands when a retry names another pipeline, which is a warning', () => {
    expect(asked({ steps: [signal('x', 'second')] }, [launchOf('x', 'first')])).toMatchObject({
      launches: [{ pipeline: 'first' }],
      ended: [],
      warnings: [
        `signal x of ${main.namespace}/${main.name} now names "second"; "first" was launched before, and is kept`,
      ],
    });
  });

  test('stands when a retry sends a bad override, which is a warning', () => {
    const steps = [{ ...signal('x'), ...override('x', 1, '{') }];
    expect(asked({ steps }, [launchOf('x')])).toMatchObject({
      launches: [{ pipeline: 'x' }],
      ended: [],
      warnings: [
        expect.stringMatching(/^signal x of .* is bad now \(.*not JSON.*\); "x" was launched before, and is kept$/),
      ],
    });
  });

  test('is asked for though its TaskRun is gone', () => {
    expect(asked(undefined, [launchOf('x')]).launches).toEqual([launchOf('x')]);
  });
});

describe('a record', () => {
  const record = { signal: 'x', taskRun: `${main.name}-go`, pipeline: 'x' };

  test('with an outcome says how the launch ended', () => {
    const kept = { outcome: 'succeeded', message: 'm', pipelineName: 'p', results: { a: 'b' } } as const;
    expect(asked(undefined, [], [{ ...record, ...kept }])).toEqual({
      launches: [launchOf('x')],
      ended: [[launchOf('x').identity, kept]],
      warnings: [],
    });
  });

  test('with a run says that it was deleted, where it is not seen', () => {
    const { namespace, name, identity } = launchOf('x');
    expect(asked(undefined, [], [{ ...record, run: `${namespace}/${name}` }]).ended).toMatchObject([
      [identity, { outcome: 'deleted' }],
    ]);
  });

  test('of what was not launched yet says nothing of its end', () => {
    expect(asked(undefined, [], [record])).toMatchObject({ launches: [launchOf('x')], ended: [] });
  });
});
