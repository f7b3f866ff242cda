import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { succeededCondition } from '../../src/core/tekton/condition.ts';
import type { PipelineRun } from '../../src/core/tekton/types.ts';
import { findingFixtures } from '../support/finding-fixtures.ts';
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

const fatal = findingFixtures('fatal').map((each, index) => ({ ...each, namespace: `${prefix}-${index}` }));
const CLAIM = 'a claim that is not there';

describe('Tekton refuses, or fails at once,', () => {
  test.each(fatal.filter(({ title }) => title !== CLAIM))('$title', async ({ yaml, namespace }) => {
    const verdict = await verdictOf(yaml, namespace);
    expect(verdict).toBeDefined();
    // Not for want of an image or of another object, which would prove nothing.
    expect(verdict).not.toMatch(/image|entrypoint|pull|CouldntGet/i);
  });
});

test('a run with a claim that is not there hangs: its pod cannot be scheduled', async () => {
  const { yaml, namespace } = fatal.find(({ title }) => title === CLAIM) ?? { yaml: '', namespace: prefix };
  expect(await verdictOf(yaml, namespace)).toBeUndefined();
  const events = await kubectl(['get', 'events', '--namespace', namespace, '-o', 'jsonpath={.items[*].message}']);
  expect(events).toContain('persistentvolumeclaim "lost" not found');
});
