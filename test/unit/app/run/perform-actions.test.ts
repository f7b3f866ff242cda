import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ActionPerformer } from '../../../../src/app/run/perform-actions.ts';
import { TreeMemory } from '../../../../src/app/run/tree-memory.ts';
import { mainLaunch, runRef } from '../../../../src/core/launch/launch.ts';
import type { Action } from '../../../../src/core/tree/decide.ts';
import { aReporter, putRun } from '../../../support/app-inputs.ts';
import { type RunRig, openRunRig } from '../../../support/run-rig.ts';
import { aPayload, aPipelineRun } from '../../../support/builders.ts';
import type { SeenRequest } from '../../../support/fake-api-server/requests.ts';

const { signal: abort } = new AbortController();
const main = mainLaunch('r1', 'main');
const cancel: Action = { kind: 'cancel', ref: runRef(main) };
const isPatch = ({ method }: SeenRequest) => method === 'PATCH';

let rig: RunRig;
beforeEach(async () => {
  rig = await openRunRig({ scripts: {}, timings: { retryBoundMs: 20 } });
  putRun(rig.server, aPipelineRun(main, { reason: 'Running' }));
});
afterEach(() => rig.close());

async function aPerformer() {
  const reporter = aReporter();
  const payloads = { main: aPayload('main'), find: () => Promise.resolve({ ok: false, problems: ['none'] } as const) };
  const performer = new ActionPerformer({
    ...{ cluster: await rig.connect(), payloads, clock: rig.clock, reporter },
    ...{ memory: new TreeMemory(), onMiss: 'reject', abort },
  });
  return { reporter, perform: (actions: readonly Action[]) => performer.perform(actions, 3_600_000) };
}

const patches = () => rig.server.requests.filter(isPatch).length;

test('an action that is asked for again and again is carried out once, and again when it shows no effect for a while', async () => {
  const { perform } = await aPerformer();
  await perform([cancel, cancel]);
  await perform([cancel]);
  expect(patches()).toBe(1);
  rig.clock.advance(10_000);
  await perform([cancel]);
  expect(patches()).toBe(2);
});

test('it says whether a launch was among those that were due', async () => {
  const { perform } = await aPerformer();
  expect(await perform([cancel])).toEqual({ launched: false });
  expect(await perform([{ kind: 'launch', launch: main }])).toEqual({ launched: true });
  expect(await perform([{ kind: 'launch', launch: main }])).toEqual({ launched: false });
});

test('what the cluster refuses is reported and keeps nothing else from being done', async () => {
  const { perform, reporter } = await aPerformer();
  rig.server.faults.add({ kind: 'status', code: 403, reason: 'Forbidden', message: 'no' }, { when: isPatch, times: 1 });
  await perform([cancel]);
  await perform([{ kind: 'label', ref: runRef(main), labels: { a: 'b' } }]);
  expect(reporter.lines).toEqual([expect.stringMatching(/^warn action-refused cancel: .*no/)]);
  expect(rig.server.object(runRef(main))?.metadata.labels).toMatchObject({ a: 'b' });
});

test('what the cluster does not answer is postponed', async () => {
  const { perform, reporter } = await aPerformer();
  rig.server.faults.add({ kind: 'status', code: 503 }, { when: isPatch, times: 1_000 });
  await perform([cancel]);
  expect(reporter.lines).toEqual([expect.stringMatching(/^warn action-postponed cancel: /)]);
});
