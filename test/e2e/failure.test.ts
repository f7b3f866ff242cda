import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { LABEL_PIPELINE } from '../../src/core/launch/labels.ts';
import { type Bootstrap, bootstrapEnd, bootstraps, type EndedBootstrap } from '../support/e2e/bootstrap.ts';
import { fixturePayloads } from '../support/e2e/fixture-payloads.ts';
import { logLines } from '../support/e2e/log-lines.ts';
import { samplePayloads, withPayload } from '../support/e2e/sample-payloads.ts';
import * as tree from '../support/e2e/tree.ts';
import { eventually } from '../support/eventually.ts';

jest.setTimeout(480_000);

describe('a tree in which a pipeline fails', () => {
  const trees = bootstraps();
  let sample: Bootstrap;
  let small: Bootstrap;
  let sampleEnded: EndedBootstrap;
  let smallEnded: EndedBootstrap;

  beforeAll(async () => {
    const files = withPayload(await samplePayloads(), 'tests-', (object) => {
      if (object.kind === 'Task' && object.metadata.name === 'run-api-tests')
        Object.assign(object, JSON.parse(JSON.stringify(object).replace('"default":"false"', '"default":"true"')));
    });
    sample = await trees.start({ files });
    small = await trees.start({ files: await fixturePayloads('launch-two', 'greet', 'break') });
    [sampleEnded, smallEnded] = await Promise.all([bootstrapEnd(sample), bootstrapEnd(small)]);
  });

  afterAll(() => trees.removeAll());

  test('ends the bootstrap run as failed, with exit code 1', () => {
    expect(sampleEnded).toMatchObject({ reason: 'Failed', exitCode: 1 });
    expect(smallEnded).toMatchObject({ reason: 'Failed', exitCode: 1 });
  });

  test('says in the log which task and step failed, why, and what it printed', () => {
    const lines = logLines(sampleEnded.log);
    const failed = lines.find(({ code, task }) => code === 'task-failed' && task === 'run-api-tests');
    const printed = lines.find(({ code, msg }) => code === 'step-log' && msg.includes('run-api-tests/check-greeting'));

    expect(failed).toMatchObject({ level: 'error', step: 'check-greeting', exitCode: 1 });
    expect(failed?.msg).toContain('exited with code 1');
    expect(failed?.['logs']).toMatch(/^kubectl logs -n subpipe-tests-\S+ \S+ -c step-check-greeting$/);
    expect(printed?.['lines']).toContain('GET /hello: expected 200, got 500');
    expect(lines.at(-1)).toMatchObject({ level: 'error', code: 'run-finished', outcome: 'failed' });
  });

  test('names the step that failed, not those that Tekton skipped after it', () => {
    const failed = logLines(smallEnded.log).find(({ code }) => code === 'task-failed');

    expect(failed).toMatchObject({ task: 'fall', step: 'second', exitCode: 3 });
  });

  test('lets the wait loop of old see the failure, and what comes after it does not run', async () => {
    const main = tree.entryOf(await tree.runsByPipeline(sample.runId), 'main');

    expect(await tree.stepLog(main, 'wait-for-tests', 'wait')).toMatch(/tests ended at \S+, succeeded: False/);
    expect([...(await tree.tasksOf(main)).keys()].sort()).toEqual(['build', 'wait-for-tests']);
  });

  test('keeps the namespaces of runs that failed, and deletes those of runs that succeeded', async () => {
    const pipelinesOf = async ({ runId }: Bootstrap) =>
      (await tree.namespacesOf(runId)).map(({ metadata }) => metadata.labels?.[LABEL_PIPELINE]).sort();

    expect(await pipelinesOf(sample)).toEqual(['e2e-tests', 'main']);
    await eventually(async () => (await pipelinesOf(small)).join() === 'break', 60_000, 500);
  });

  test('leaves no cluster-wide grant behind', async () => {
    expect(await tree.grantsOf(sample.runId)).toEqual([]);
    expect(await tree.grantsOf(small.runId)).toEqual([]);
  });

  test('gives its results all the same, with the task and the step that failed', () => {
    expect(smallEnded.results).toMatchObject({ status: 'Failed', 'run-id': small.runId });
    expect(smallEnded.results['message']).toMatch(
      /^subpipe-bad-\S+: task fall, step second, exit code 3: "step-second" exited with code 3/,
    );
  });
});
