import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { PipelineRun } from '../../src/core/tekton.ts';
import { type LogLine, logLines } from '../support/e2e/log-lines.ts';
import { startProgram } from '../support/e2e/programs.ts';
import { createObject, kubectl } from '../support/kubectl.ts';

jest.setTimeout(240_000);

const runId = `e2e-wait-${randomBytes(4).toString('hex')}`;
const namespace = `subpipe-${runId}`;

/** A child as subpipe labels it, whose one step runs `script`. */
function createChild(pipeline: string, script: string, more: Partial<PipelineRun['spec']> = {}): Promise<PipelineRun> {
  const step = { name: 'do', image: 'subpipe/sample-tools:0.1.0', imagePullPolicy: 'IfNotPresent' };
  return createObject<PipelineRun>({
    apiVersion: 'tekton.dev/v1',
    kind: 'PipelineRun',
    metadata: {
      name: pipeline,
      generateName: `${pipeline}-`,
      namespace,
      labels: {
        localsubpipelineid: runId,
        'tekton.dev/pipeline': pipeline,
        'subpipe.dev/run-id': runId,
        'subpipe.dev/launch': pipeline,
        'subpipe.dev/pipeline': pipeline,
        'subpipe.dev/signal': `signal-${pipeline}`,
        'subpipe.dev/depth': '1',
      },
    },
    spec: {
      ...more,
      pipelineSpec: {
        tasks: [{ name: 'work', taskSpec: { steps: [{ ...step, script: `#!/usr/bin/env bash\n${script}` }] } }],
      },
    },
  });
}

type Waited = { readonly exitCode: number | null; readonly waitedMs: number; readonly last: LogLine | undefined };

async function wait(...args: readonly string[]): Promise<Waited> {
  const env = { PIPELINE_SUB_ID: runId, BREAK_GLASS: '1' };
  const { exitCode, stderr } = await startProgram('wait-for-pipeline', args, env).ended;
  const lines = logLines(stderr);
  // By its own log: on a busy machine a process takes its time to start.
  const [began, ended] = [lines.at(0), lines.at(-1)].map((line) => Date.parse(line?.time ?? ''));
  return { exitCode, waitedMs: (ended ?? NaN) - (began ?? NaN), last: lines.at(-1) };
}

// Side by side: a pod takes seconds to start, and these need one each.
describe('wait-for-pipeline on a real cluster', () => {
  beforeAll(() => kubectl(['create', 'namespace', namespace]));

  afterAll(() => kubectl(['delete', 'namespace', namespace, '--wait=false']));

  test.concurrent('passes for a child that succeeds, by pipeline and by signal', async () => {
    await createChild('fine', 'echo fine');

    const [byPipeline, bySignal] = await Promise.all([wait('--pipeline', 'fine'), wait('--signal', 'signal-fine')]);

    expect(byPipeline).toMatchObject({ exitCode: 0, last: { code: 'wait-ended', outcome: 'succeeded' } });
    expect(bySignal).toMatchObject({ exitCode: 0, last: { runs: [`${namespace}/fine`] } });
  });

  test.concurrent('fails with a child that fails', async () => {
    await createChild('broken', 'exit 9');

    const waited = await wait('--pipeline', 'broken');

    expect(waited).toMatchObject({ exitCode: 1, last: { code: 'wait-ended', outcome: 'failed' } });
    expect(waited.last?.msg).toContain(`${namespace}/broken`);
  });

  test.concurrent('begins before its child exists', async () => {
    const waiting = wait('--pipeline', 'late');
    await sleep(3_000);
    await createChild('late', 'echo late');

    expect(await waiting).toMatchObject({ exitCode: 0, last: { outcome: 'succeeded' } });
  });

  test.concurrent('ends at once when its child is deleted', async () => {
    await createChild('doomed', 'sleep 600');
    const waiting = wait('--pipeline', 'doomed');
    await sleep(4_000);
    await kubectl(['delete', 'pipelinerun', 'doomed', '-n', namespace]);
    const deletedAt = performance.now();
    const waited = await waiting;

    expect(waited).toMatchObject({ exitCode: 6, last: { outcome: 'deleted' } });
    expect(performance.now() - deletedAt).toBeLessThan(3_000);
  });

  test.concurrent('tells a child that was cancelled from one that failed', async () => {
    await createChild('unwanted', 'sleep 600');
    const waiting = wait('--pipeline', 'unwanted');
    const cancel = '{"spec":{"status":"Cancelled"}}';
    await kubectl(['patch', 'pipelinerun', 'unwanted', '-n', namespace, '--type=merge', '-p', cancel]);

    expect(await waiting).toMatchObject({ exitCode: 3, last: { outcome: 'cancelled' } });
  });

  test.concurrent('tells a child that Tekton timed out', async () => {
    await createChild('slow', 'sleep 600', { timeouts: { pipeline: '4s' } });

    expect(await wait('--pipeline', 'slow')).toMatchObject({ exitCode: 4, last: { outcome: 'timed-out' } });
  });

  test.concurrent('gives up at its own deadline, and says what the child was doing', async () => {
    await createChild('endless', 'sleep 600');

    const waited = await wait('--pipeline', 'endless', '--timeout=5s');

    expect(waited).toMatchObject({ exitCode: 124, last: { outcome: 'deadline' } });
    expect(waited.last?.msg).toContain(`${namespace}/endless is Running`);
    expect(waited.waitedMs).toBeGreaterThanOrEqual(4_900);
    expect(waited.waitedMs).toBeLessThan(7_000);
  });

  test.concurrent('gives up when no child appears', async () => {
    const waited = await wait('--signal', 'nobody', '--appear-timeout=2s');

    expect(waited).toMatchObject({ exitCode: 5, last: { outcome: 'never-appeared' } });
    expect(waited.last?.msg).toContain('0 of 1 runs appeared');
  });
});
