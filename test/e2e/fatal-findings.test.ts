import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { succeededCondition } from '../../src/core/tekton/condition.ts';
import type { PipelineRun } from '../../src/core/tekton/types.ts';
import { FATAL_PAYLOADS } from '../support/fatal-payloads.ts';
import { getObject, kubectl } from '../support/kubectl.ts';

jest.setTimeout(120_000);

/*
 * `subpipe run` refuses a payload with a fatal finding. So that it never refuses one that would have run, each kind of
 * them is given to Tekton as it stands.
 */

const prefix = `plan-e2e-${randomBytes(3).toString('hex')}`;
const namespaces: string[] = [];
const HANGS_FOR_MS = 10_000;

afterAll(async () => {
  await kubectl(['delete', 'namespace', '--wait=false', ...namespaces]);
});

/** What Tekton says to a payload: the webhook's refusal, or the end of the run; undefined while it waits. */
async function verdictOf(yaml: string, namespace: string): Promise<string | undefined> {
  await kubectl(['create', 'namespace', namespace]);
  namespaces.push(namespace);
  try {
    await kubectl(['create', '--namespace', namespace, '-f', '-'], yaml);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const end = performance.now() + HANGS_FOR_MS;
  while (performance.now() < end) {
    const run = await getObject<PipelineRun>('pipelinerun', 'r', '--namespace', namespace);
    const condition = succeededCondition(run);
    if (condition?.status === 'True') throw new Error('the run has succeeded');
    if (condition?.status === 'False') return `${condition.reason ?? ''}: ${condition.message ?? ''}`;
    await sleep(500);
  }
  return undefined;
}

describe('Tekton refuses, or fails at once,', () => {
  const refused = FATAL_PAYLOADS.filter(([title]) => title !== 'a claim that is not there');

  test.each(refused.map(([title, yaml], index) => [title, yaml, index] as const))('%s', async (_title, yaml, index) => {
    const verdict = await verdictOf(yaml, `${prefix}-${index}`);
    expect(verdict).toBeDefined();
    // Not for want of an image or of another object, which would prove nothing.
    expect(verdict).not.toMatch(/image|entrypoint|pull|CouldntGet/i);
  });
});

test('a run with a claim that is not there hangs: its pod cannot be scheduled', async () => {
  const [, yaml = ''] = FATAL_PAYLOADS.find(([title]) => title === 'a claim that is not there') ?? [];
  const namespace = `${prefix}-claim`;
  expect(await verdictOf(yaml, namespace)).toBeUndefined();
  const events = await kubectl(['get', 'events', '--namespace', namespace, '-o', 'jsonpath={.items[*].message}']);
  expect(events).toContain('persistentvolumeclaim "lost" not found');
});
