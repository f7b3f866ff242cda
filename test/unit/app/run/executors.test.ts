import { afterEach, describe, expect, test } from '@jest/globals';
import { executeAction } from '../../../../src/app/run/executors.ts';
import { TreeMemory } from '../../../../src/app/run/tree-memory.ts';
import { mainLaunch, runRef } from '../../../../src/core/launch/launch.ts';
import type { Action } from '../../../../src/core/tree/decide.ts';
import { SubpipeError } from '../../../../src/errors.ts';
import { putRun } from '../../../support/app-inputs.ts';
import { type RunRig, openRunRig } from '../../../support/run-rig.ts';
import { aPayload, aPipelineRun } from '../../../support/builders.ts';
import type { Fault } from '../../../support/fake-api-server/faults.ts';
import { eventually } from '../../../support/eventually.ts';
import { runOn, signal, signalling, succeed } from '../../../support/scripts.ts';

let rig: RunRig;
afterEach(() => rig.close());

/** The API server answers so when the PipelineRun of that pipeline is created. */
function refuse(pipeline: string, fault: Fault): void {
  rig.server.faults.add(fault, {
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
    rig = await openRunRig({ scripts: { main: succeed } });
    refuse('main', fault);
    const error: unknown = await rig.run().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, message: expect.stringMatching(/^main pipeline main: /) });
    const { cause } = error as SubpipeError;
    expect(cause).toBeInstanceOf(SubpipeError);
    expect(error).toMatchObject({ hint: (cause as SubpipeError).hint, problems: (cause as SubpipeError).problems });
    if (code === 'not-allowed') expect(error).toMatchObject({ hint: expect.stringContaining('pipelineruns') });
  });

  test('that is a conflict with something foreign stays one', async () => {
    rig = await openRunRig({ scripts: { main: succeed } });
    const name = (await rig.run()).tree.launch.namespace;
    rig.server.patch(
      { kind: 'Namespace', name },
      { metadata: { labels: { 'subpipe.dev/launch': 'x' }, annotations: null } },
    );
    for (const { metadata } of rig.tekton.runs()) {
      rig.server.delete({ kind: 'PipelineRun', namespace: name, name: metadata.name ?? '' });
    }
    await expect(rig.run()).rejects.toMatchObject({
      code: 'conflict',
      hint: 'delete it, or run with another --run-id',
    });
  });
});

test('a refusal of a child is its rejection, with the hint in the reason', async () => {
  rig = await openRunRig({ scripts: { main: signalling(signal('child')), child: succeed } });
  refuse('child', FORBIDDEN);
  expect(await rig.run()).toMatchObject({ outcome: 'rejected' });
  await eventually(() => rig.saying('launch-rejected').length === 1);
  expect(rig.saying('launch-rejected')).toMatchObject([
    { level: 'error', message: expect.stringMatching(/is forbidden.* \(.*pipelineruns.*\)$/) },
  ]);
});

describe('what is told of an action', () => {
  const cancelled = async () => {
    rig = await openRunRig({ scripts: { main: runOn } });
    const controller = await rig.start();
    await eventually(() => rig.tekton.runs('main').length === 1);
    return controller;
  };
  const isPatch = ({ method, path }: { method: string; path: string }) =>
    method === 'PATCH' && path.includes('/pipelineruns/');

  test('a cancelled run is told once the cluster has taken the patch', async () => {
    const controller = await cancelled();
    let toldBefore: number | undefined;
    rig.server.faults.add(
      { kind: 'drop' },
      {
        when: (request) => {
          if (isPatch(request)) toldBefore ??= rig.saying('run-cancelling').length;
          return false;
        },
      },
    );
    controller.stop();
    await controller.report;
    expect(toldBefore).toBe(0);
    expect(rig.saying('run-cancelling')).toHaveLength(1);
  });

  test('a cancellation that the cluster refuses is not told as one', async () => {
    const controller = await cancelled();
    rig.server.faults.add(FORBIDDEN, { when: isPatch });
    controller.stop();
    await eventually(() => rig.saying('action-refused').length > 0);
    expect(rig.saying('run-cancelling')).toEqual([]);
    rig.tekton.run('main').end('Cancelled');
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
    rig = await openRunRig({ scripts: {} });
    putRun(rig.server, aPipelineRun(launch, { reason: 'Running' }));
    const payloads = { main: aPayload('main'), find: () => Promise.reject(new Error('nothing is launched')) };
    await executeAction(action, {
      ...{ cluster: await rig.connect(), payloads, reporter: rig.reporter, memory: new TreeMemory() },
      ...{ timeLeftMs: 60_000, onMiss: 'reject', abort },
    });
    expect(rig.server.object(ref)).toMatchObject(expected);
  });
});
