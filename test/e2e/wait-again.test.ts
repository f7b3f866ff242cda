import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { readLaunchRecords } from '../../src/core/launch/record.ts';
import type { KubeObject } from '../../src/core/k8s/object.ts';
import { type PipelineRun } from '../../src/core/tekton/types.ts';
import { isDone } from '../../src/core/tekton/condition.ts';
import { deskTrees } from '../support/e2e/desk-trees.ts';
import { fixturePayloads } from '../support/e2e/fixture-payloads.ts';
import { logLines } from '../support/e2e/log-lines.ts';
import { startProgram } from '../support/e2e/programs.ts';
import * as tree from '../support/e2e/tree.ts';
import { kubectl } from '../support/kubectl.ts';

jest.setTimeout(480_000);

const deletePod = ({ metadata: { name = '', namespace = '' } }: KubeObject, ...how: readonly string[]) =>
  kubectl(['delete', 'pod', name, '-n', namespace, ...how]);

const resultsOf = async (run: PipelineRun, task: string) => {
  const { status } = tree.entryOf(await tree.tasksOf(run), task);
  const textOf = (name: string) => status?.results?.find((result) => result.name === name)?.value as string | undefined;
  return { status: textOf('status'), results: JSON.parse(textOf('results') ?? 'null') as unknown };
};

/** What became of each signal, as the run that signalled says. */
const recordsOf = (run: PipelineRun) =>
  Object.fromEntries(readLaunchRecords(run).map(({ signal, outcome }) => [signal, outcome]));

describe('a wait that is begun again, or too late', () => {
  const trees = deskTrees();

  afterAll(() => trees.removeAll());

  test.concurrent('attaches again where its pod was deleted, whether the child still runs or has ended', async () => {
    const { runId, start } = await trees.prepare(await fixturePayloads('wait-retried', 'gated'));
    const controller = start();
    const main = await tree.runOf(runId, 'wait-retried');
    await tree.runOf(runId, 'gated', ({ status }) => status?.startTime !== undefined);
    const midWait = (task: string, but?: KubeObject) =>
      tree.podThatSays(main, [task, 'wait'], '"code":"run-progress"', but);
    const [first, second] = await Promise.all([midWait('first'), midWait('second')]);
    await deletePod(first, '--force', '--grace-period=0');
    await midWait('first', first);
    await Promise.all([deletePod(second, '--wait=false'), tree.annotate(main, 'e2e/open', 'gated')]);
    const { exitCode } = await controller.ended;
    const { podName } = tree.entryOf(await tree.tasksOf(main), 'second').status ?? {};

    expect(exitCode).toBe(0);
    // Tekton makes a pod anew that has vanished, and retries a task whose pod was told to stop.
    expect(podName).toBe(`${second.metadata.name ?? ''}-retry1`);
    for (const task of ['first', 'second']) {
      expect(await resultsOf(main, task)).toEqual({ status: 'Succeeded', results: { text: 'let through' } });
    }
  });

  test.concurrent(
    'knows how a child ended that was pruned, and a signal that was rejected, controller restarted or not',
    async () => {
      const { runId, start } = await trees.prepare(await fixturePayloads('wait-late', 'greet-with-result'));
      const env = { PIPELINE_SUB_ID: runId, BREAK_GLASS: '1' };
      const output = await mkdtemp(path.join(tmpdir(), 'subpipe-e2e-'));
      const controller = start();
      const child = await tree.runOf(runId, 'greet-with-result', isDone);
      const known = { answer: 'succeeded', lost: 'rejected' };
      const isKnown = (run: PipelineRun) => JSON.stringify(recordsOf(run)) === JSON.stringify(known);
      const main = await tree.runOf(runId, 'wait-late', isKnown);
      await kubectl(['delete', 'pipelinerun', child.metadata.name ?? '', '-n', child.metadata.namespace ?? '']);

      const pruned = await startProgram('wait-for-pipeline', ['--signal=answer', '--output-dir', output], env).ended;
      const greeting = await readFile(path.join(output, 'results', 'greeting'), 'utf8');
      await rm(output, { recursive: true });
      controller.process.kill('SIGKILL');
      await controller.ended;
      const again = start();
      await again.said('"code":"run-progress"');
      const byName = await startProgram('wait-for-pipeline', ['--pipeline=greet-with-result'], env).ended;
      await tree.annotate(main, 'e2e/open', 'late');
      const ended = await again.ended;
      const steps = tree.entryOf(await tree.tasksOf(main), 'late').status?.steps ?? [];
      const exitCodes = Object.fromEntries(
        steps.map(({ name = '', terminated }) => [name, terminated?.exitCode] as const),
      );
      const rejected = logLines(await tree.stepLog(main, 'late', 'wait-for-lost')).at(-1);

      expect([pruned.exitCode, byName.exitCode]).toEqual([0, 0]);
      expect(greeting).toBe('"hello"\nworld');
      expect(exitCodes).toEqual({ hold: 0, wait: 0, 'wait-for-lost': 5 });
      expect(await resultsOf(main, 'late')).toEqual({ status: 'Succeeded', results: { greeting: '"hello"\nworld' } });
      expect(rejected).toMatchObject({ code: 'wait-ended', outcome: 'rejected' });
      expect(rejected?.msg).toContain('no-such-pipeline');
      // Nothing was launched again for the child that is gone.
      expect((await tree.runsOf(runId)).length).toBe(1);
      expect(recordsOf(await tree.runOf(runId, 'wait-late'))).toEqual(known);
      expect(ended.exitCode).toBe(5);
    },
  );
});
