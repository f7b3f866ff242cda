import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { refuseLateResults } from '../../../../src/app/wait/refuse-late-results.ts';
import { openWaitRig, type WaitRig } from '../../../support/wait-rig.ts';

let waits: WaitRig;

beforeEach(async () => {
  waits = await openWaitRig();
});
afterEach(() => waits.close());

const selection = { kind: 'signal', name: 'go', runId: 'r1' } as const;

async function refuse(pod: string, method: string, declares: string): Promise<void> {
  waits.signallingTaskRunIs(method, [declares]);
  const cluster = await waits.rig.connect();
  await refuseLateResults(selection, { cluster, pod, abort: new AbortController().signal });
}

test('a wait for its own signal is refused where results come from sidecar logs', async () => {
  await expect(refuse('main-go-pod', 'sidecar-logs', 'localpipeline-run-go')).rejects.toMatchObject({
    code: 'bad-usage',
    message: expect.stringContaining('TaskRun default/main-go'),
  });
});

test.each([
  ['results come from termination messages', 'termination-message', 'main-go-pod', 'localpipeline-run-go'],
  ['another Task signals', 'sidecar-logs', 'main-other-pod', 'localpipeline-run-go'],
  ['it waits for the signal of another', 'sidecar-logs', 'main-go-pod', 'localpipeline-run-other'],
])('nothing is refused where %s', async (_title, method, pod, declares) => {
  await expect(refuse(pod, method, declares)).resolves.toBeUndefined();
});
