import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type RunRecord, writeRecord } from '../../../../src/app/run/write-record.ts';
import { type RunRig, openRunRig } from '../../../support/run-rig.ts';

const { signal: abort } = new AbortController();
const record: RunRecord = {
  runId: 'Run_1',
  outcome: 'Failed',
  runs: [{ pipeline: 'main', namespace: 'n', run: 'main-1', depth: 0, outcome: 'Failed' }],
};

let rig: RunRig;
beforeEach(async () => {
  rig = await openRunRig({ scripts: {} });
});
afterEach(() => rig.close());

const write = async (written: RunRecord) =>
  writeRecord(written, 'default', { cluster: await rig.connect(), reporter: rig.reporter }, abort);
const kept = () => rig.server.object({ kind: 'ConfigMap', namespace: 'default', name: 'subpipe-record-run-1' });

test('the record is a ConfigMap named after the run id, which it carries as a label', async () => {
  await write(record);
  const data = kept()?.['data'] as Record<string, string>;
  expect(JSON.parse(data['record.json'] ?? '')).toEqual(record);
  expect(kept()?.metadata.labels).toEqual({ 'subpipe.dev/run-id': 'Run_1' });
  expect(rig.saying('recorded')).toMatchObject([
    { facts: { show: 'kubectl get configmap -n default subpipe-record-run-1 -o yaml' } },
  ]);
});

test('a restart writes it anew', async () => {
  await write(record);
  await write({ ...record, outcome: 'Succeeded' });
  const data = kept()?.['data'] as Record<string, string>;
  expect(JSON.parse(data['record.json'] ?? '')).toEqual({ ...record, outcome: 'Succeeded' });
});

test('a record that cannot be kept is a warning', async () => {
  rig.server.policy = ({ resource }) => resource !== 'configmaps';
  await write(record);
  expect(rig.saying('record-failed')).toMatchObject([{ level: 'warn' }]);
});
