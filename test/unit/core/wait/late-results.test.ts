import { expect, test } from '@jest/globals';
import type { TaskRun } from '../../../../src/core/tekton/types.ts';
import { mayBeSignalledBy } from '../../../../src/core/wait/late-results.ts';

const taskRun = (resultExtractionMethod: string, ...results: string[]): TaskRun => ({
  apiVersion: 'tekton.dev/v1',
  kind: 'TaskRun',
  metadata: { name: 't' },
  status: {
    provenance: { featureFlags: { resultExtractionMethod } },
    taskSpec: { results: results.map((name) => ({ name })) },
  },
});
const signal = { kind: 'signal', name: 'go', runId: 'r1' } as const;
const pipeline = { kind: 'pipeline', name: 'deploy', runId: 'r1' } as const;

test.each([
  ['its own signal', taskRun('sidecar-logs', 'localpipeline-run-go'), signal, true],
  ['any signal, by pipeline', taskRun('sidecar-logs', 'localpipeline-run-x'), pipeline, true],
  ['the signal of another', taskRun('sidecar-logs', 'localpipeline-run-x', 'image'), signal, false],
  ['no signal', taskRun('sidecar-logs', 'image'), pipeline, false],
  ['results from termination messages', taskRun('termination-message', 'localpipeline-run-go'), signal, false],
])('%s', (_title, own, selection, expected) => {
  expect(mayBeSignalledBy(own, selection)).toBe(expected);
});
