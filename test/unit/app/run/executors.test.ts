import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { executeAction } from '../../../../src/app/run/executors.ts';
import { TreeMemory } from '../../../../src/app/run/tree-memory.ts';
import { mainLaunch, runRef } from '../../../../src/core/launch/launch.ts';
import type { Action } from '../../../../src/core/tree/decide.ts';
import { SubpipeError } from '../../../../src/errors.ts';
import { putRun } from '../../../support/app-inputs.ts';
import { type Bench, openBench } from '../../../support/run-rig.ts';
import { aPayload, aPipelineRun } from '../../../support/builders.ts';
import type { Fault } from '../../../support/fake-api-server/faults.ts';
import { eventually } from '../../../support/eventually.ts';
import { runOn, signal, signalling, succeed } from '../../../support/scripts.ts';

// Milliseconds each on a quiet machine; the limit is for busy ones.
jest.setTimeout(60_000);

let bench: Bench;
afterEach(() => bench.close());

/** The API server answers so when the PipelineRun of that pipeline is created. */
function refuse(pipeline: string, fault: Fault): void {
  bench.server.faults.add(fault, {
    when: ({ method, path, body }) =>
      method === 'POST' && path.endsWith('/pipelineruns') && JSON.stringify(body).includes(`"${pipeline}"`),
  });
}

const FORBIDDEN: Fault = {
  kind: 'status',
  code: 403,
  reason: 'Forbidden',
  message: 'pipelineruns is forbidden: User "x" cannot create resource "pipelineruns"',
};
const INVALID: Fault = { kind: 'status', code: 422, reason: 'Invalid', message: 'spec is invalid' };
const BROKEN: Fault = { kind: 'status', code: 418, reason: 'Teapot', message: 'no coffee here' };

describe('a refusal of main', () => {
  test.each([
    ['not-allowed', FORBIDDEN],
    ['bad-input', INVALID],
    ['api', BROKEN],
  ])('keeps its code %s, its hint and its cause, and names the pipeline', async (code, fault) => {
    bench = await openBench({ scripts: { main: succeed } });
    refuse('main', fault);
    const error: unknown = await bench.run().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, message: expect.stringMatching(/^main pipeline main: /) });
    const { cause } = error as SubpipeError;
    expect(cause).toBeInstanceOf(SubpipeError);
    expect(error).toMatchObject({ hint: (cause as SubpipeError).hint, problems: (cause as SubpipeError).problems });
    if (code === 'not-allowed') expect(error).toMatchObject({ hint: expect.stringContaining('pipelineruns') });
  });

  test('that is a conflict with something foreign stays one', async () => {
    bench = await openBench({ scripts: { main: succeed } });
    const name = (await bench.run()).tree.launch.namespace;
    bench.server.patch(
      { kind: 'Namespace', name },
      { metadata: { labels: { 'subpipe.dev/launch': 'x' }, annotations: null } },
    );
    for (const { metadata } of bench.tekton.runs()) {
      bench.server.delete({ kind: 'PipelineRun', namespace: name, name: metadata.name ?? '' });
    }
    await expect(bench.run()).rejects.toMatchObject({
      code: 'conflict',
      hint: 'delete it, or run with another --run-id',
    });
  });
});

test('a refusal of a child is its rejection, with the hint in the reason', async () => {
  bench = await openBench({ scripts: { main: signalling(signal('child')), child: succeed } });
  refuse('child', FORBIDDEN);
  expect(await bench.run()).toMatchObject({ outcome: 'rejected' });
  await eventually(() => bench.saying('launch-rejected').length === 1);
  expect(bench.saying('launch-rejected')).toMatchObject([
    { level: 'error', message: expect.stringMatching(/is forbidden.* \(.*pipelineruns.*\)$/) },
  ]);
});

describe('what is told of an action', () => {
  const cancelled = async () => {
    bench = await openBench({ scripts: { main: runOn } });
    const controller = await bench.start();
    await eventually(() => bench.tekton.runs('main').length === 1);
    return controller;
  };
  const isPatch = ({ method, path }: { method: string; path: string }) =>
    method === 'PATCH' && path.includes('/pipelineruns/');

  test('a cancelled run is told once the cluster has taken the patch', async () => {
    const controller = await cancelled();
    let toldBefore: number | undefined;
    bench.server.faults.add(
      { kind: 'drop' },
      {
        when: (request) => {
          if (isPatch(request)) toldBefore ??= bench.saying('run-cancelling').length;
          return false;
        },
      },
    );
    controller.stop();
    await controller.report;
    expect(toldBefore).toBe(0);
    expect(bench.saying('run-cancelling')).toHaveLength(1);
  });

  test('a cancellation that the cluster refuses is not told as one', async () => {
    const controller = await cancelled();
    bench.server.faults.add(FORBIDDEN, { when: isPatch });
    controller.stop();
    await eventually(() => bench.saying('action-refused').length > 0);
    expect(bench.saying('run-cancelling')).toEqual([]);
    bench.tekton.run('main').end('Cancelled');
    await controller.report;
  });
});

describe('what an action changes', () => {
  const { signal: abort } = new AbortController();
  const launch = mainLaunch('r1', 'main');
  const ref = runRef(launch);

  test.each<[Action, object]>([
    [{ kind: 'cancel', ref }, { spec: { status: 'Cancelled' } }],
    [{ kind: 'label', ref, labels: { a: 'b' } }, { metadata: { labels: { a: 'b', 'subpipe.dev/run-id': 'r1' } } }],
    [{ kind: 'record', ref, text: '[]' }, { metadata: { annotations: { 'subpipe.dev/launches': '[]' } } }],
  ])('%j', async (action, expected) => {
    bench = await openBench({ scripts: {} });
    putRun(bench.server, aPipelineRun(launch, { reason: 'Running' }));
    const payloads = { main: aPayload('main'), find: () => Promise.reject(new Error('nothing is launched')) };
    await executeAction(action, {
      ...{ cluster: await bench.connect(), payloads, reporter: bench.reporter, memory: new TreeMemory() },
      ...{ timeLeftMs: 60_000, onMiss: 'reject', abort },
    });
    expect(bench.server.object(ref)).toMatchObject(expected);
  });
});
