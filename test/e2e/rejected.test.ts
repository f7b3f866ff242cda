import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { PipelineRun } from '../../src/core/tekton/types.ts';
import { type Bootstrap, bootstrapEnd, bootstraps, type EndedBootstrap } from '../support/e2e/bootstrap.ts';
import { fixturePayloads } from '../support/e2e/fixture-payloads.ts';
import { logLines } from '../support/e2e/log-lines.ts';
import * as tree from '../support/e2e/tree.ts';

jest.setTimeout(480_000);

describe('a signal that names a pipeline which nobody knows', () => {
  const trees = bootstraps();
  let bootstrap: Bootstrap;
  let ended: EndedBootstrap;
  let main: PipelineRun;

  beforeAll(async () => {
    const files = await fixturePayloads('call-unknown', 'call-greet', 'greet');
    bootstrap = await trees.start({ files, params: { cleanup: 'never' } });
    ended = await bootstrapEnd(bootstrap);
    main = tree.entryOf(await tree.runsByPipeline(bootstrap.runId), 'call-unknown');
  });

  afterAll(() => trees.removeAll());

  test('fails the step that waits for it, with exit code 5 and the names that are known', async () => {
    const steps = tree.entryOf(await tree.tasksOf(main), 'call-unknown').status?.steps ?? [];
    const waited = steps.find(({ name }) => name === 'wait')?.terminated;
    const last = logLines(await tree.stepLog(main, 'call-unknown', 'wait')).at(-1);

    expect(waited?.exitCode).toBe(5);
    expect(last).toMatchObject({ code: 'wait-ended', outcome: 'rejected' });
    for (const name of ['no-such-pipeline', 'call-unknown', 'call-greet', 'greet']) expect(last?.msg).toContain(name);
  });

  test('ends the bootstrap run with exit code 5 and the reason', () => {
    expect(ended).toMatchObject({ reason: 'Failed', exitCode: 5, results: { status: 'Rejected' } });
    expect(logLines(ended.log).find(({ code }) => code === 'launch-rejected')).toMatchObject({
      signal: 'lost',
      msg: expect.stringContaining('no-such-pipeline') as unknown,
    });
  });

  test('stops nothing else: child and grandchild run, each launched and waited for in one task', async () => {
    const runs = await tree.runsByPipeline(bootstrap.runId);
    const child = tree.entryOf(runs, 'call-greet');
    const grandchild = tree.entryOf(runs, 'greet');

    expect(runs.size).toBe(3);
    expect(tree.entryOf(await tree.tasksOf(main), 'call-known').status?.conditions?.[0]?.status).toBe('True');
    expect(child.status?.conditions?.[0]?.status).toBe('True');
    expect(grandchild.status?.conditions?.[0]?.status).toBe('True');
    expect(grandchild.metadata.labels).toMatchObject({
      localsubpipelineid: bootstrap.runId,
      'tekton.dev/pipeline': 'greet',
      'subpipe.dev/depth': '2',
    });
    expect(await tree.stepLog(grandchild, 'greet', 'greet')).toContain(`run id ${bootstrap.runId}`);
  });
});
