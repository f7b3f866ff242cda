import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { dryRunPlan } from '../../../../src/app/inspect/dry-run-plan.ts';
import { inspectInput } from '../../../../src/app/inspect/inspect-input.ts';
import { planPipelines } from '../../../../src/app/inspect/plan-pipelines.ts';
import { catalogOf, entryOf } from '../../../support/app-inputs.ts';
import { type RunRig, openRunRig } from '../../../support/run-rig.ts';
import { aPayload } from '../../../support/builders.ts';

const { signal: abort } = new AbortController();
const claim = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'c' },
  spec: { storageClassName: 'fast' },
};
const storageClass = (name: string) => ({ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name } });

let rig: RunRig;
beforeEach(async () => {
  rig = await openRunRig({ scripts: {} });
});
afterEach(() => rig.close());

async function ask() {
  const catalog = catalogOf({ main: aPayload('main', { objects: [claim] }) });
  const inspection = await inspectInput({ entry: entryOf(['main']), catalog }, { target: {}, onMiss: 'warn' });
  const planned = planPipelines(inspection, { runId: 'r1', timeLeftMs: 3_600_000 });
  const report = await dryRunPlan(planned, { cluster: await rig.connect(), namespace: 'default', abort });
  return { report, objects: planned.flatMap((each) => each.objects) };
}

describe('what a cluster says to a plan', () => {
  test('it takes every object, and none of them is there afterwards', async () => {
    rig.server.put(storageClass('fast'));
    const { report, objects } = await ask();
    expect(report).toEqual({ accepted: objects.length, refusals: [], missingRights: [], notes: [] });
    expect(rig.server.objects('PipelineRun')).toEqual([]);
  });

  test('an object of the namespace that has the same name is not in the way', async () => {
    rig.server.put(storageClass('fast'));
    rig.server.put({ ...claim, metadata: { name: 'c', namespace: 'default' } });
    expect((await ask()).report.refusals).toEqual([]);
  });

  test('objects that it refuses are named with the reason', async () => {
    rig.server.put(storageClass('fast'));
    rig.server.faults.add(
      { kind: 'status', code: 422, reason: 'Invalid', message: 'no such size' },
      { when: ({ method, path }) => method === 'POST' && path.endsWith('/persistentvolumeclaims') },
    );
    expect((await ask()).report.refusals).toEqual([
      expect.stringMatching(/^main: PersistentVolumeClaim c: .*no such size/),
    ]);
  });

  test('a storage class that it does not have is told with those that it has', async () => {
    rig.server.put(storageClass('slow'));
    expect((await ask()).report.refusals).toEqual([
      'storage class fast does not exist; choose one with --storage-class; there are: slow',
    ]);
  });

  test('storage classes that may not be listed are a note', async () => {
    rig.server.policy = ({ resource }) => resource !== 'storageclasses';
    expect((await ask()).report).toMatchObject({
      refusals: [],
      notes: [expect.stringMatching(/^storage classes could not be looked at \(fast\): /)],
    });
  });

  test('rights that a run would lack are listed', async () => {
    rig.server.put(storageClass('fast'));
    rig.server.policy = ({ verb, resource }) => !(verb === 'bind' && resource === 'clusterroles');
    expect((await ask()).report.missingRights).toEqual([
      expect.stringContaining('cannot bind clusterroles.rbac.authorization.k8s.io "subpipe-run-reader"'),
      expect.stringContaining('"subpipe-log-reader"'),
    ]);
  });
});
