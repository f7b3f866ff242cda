import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { taskThatRuns, waitDesk } from '../support/e2e/wait-desk.ts';
import { kubectl } from '../support/kubectl.ts';

jest.setTimeout(240_000);

const desk = waitDesk();
const { namespace, createChild, startWait, wait } = desk;

// Side by side: a pod takes seconds to start, and these need one each.
describe('wait-for-pipeline on a real cluster', () => {
  beforeAll(() => desk.makeNamespace());

  afterAll(() => desk.removeAll());

  test.concurrent('passes for a child that succeeds, by pipeline, signal, name and selector', async () => {
    await createChild('fine', 'echo fine');

    const waited = await Promise.all([
      wait('--pipeline', 'fine'),
      wait('--signal', 'signal-fine'),
      wait('--name', 'fine', '-n', namespace),
      wait('--selector', 'subpipe.dev/signal=signal-fine', '--all-namespaces'),
    ]);

    for (const each of waited) {
      expect(each).toMatchObject({ exitCode: 0, last: { outcome: 'succeeded', runs: [`${namespace}/fine`] } });
    }
  });

  test.concurrent('passes for a child with a task that was skipped', async () => {
    const never = [{ input: 'a', operator: 'in', values: ['b'] }];
    await createChild('partly', 'echo done', {
      moreTasks: [{ name: 'never', when: never, ...taskThatRuns('exit 1') }],
    });

    const waited = await wait('--pipeline', 'partly');

    expect(waited).toMatchObject({ exitCode: 0, last: { code: 'wait-ended', outcome: 'succeeded' } });
    expect(waited.lines.find(({ code }) => code === 'run-ended')?.msg).toContain('Skipped: 1');
  });

  test.concurrent('waits for both of two children of one name, and ends as the one that fails', async () => {
    const other = await desk.makeNamespace('-b');
    await createChild('twice', 'sleep 4; exit 5', { namespace: other });
    const waiting = startWait('--pipeline', 'twice', '--expect', '2');
    await waiting.said(`${other}/twice`);
    await createChild('twice', 'echo first');

    const waited = await waiting.ended;
    const runsThatEnded = waited.lines.filter(({ code }) => code === 'run-ended').map(({ run }) => run);

    expect(waited).toMatchObject({ exitCode: 1, last: { outcome: 'failed' } });
    expect(runsThatEnded.toSorted()).toEqual([`${other}/twice`, `${namespace}/twice`].toSorted());
    expect(waited.last?.msg).toContain(`${other}/twice`);
  });

  test.concurrent('begins before its child exists', async () => {
    const waiting = startWait('--pipeline', 'late');
    await waiting.said('"code":"waiting"');
    await createChild('late', 'echo late');

    expect(await waiting.ended).toMatchObject({ exitCode: 0, last: { outcome: 'succeeded' } });
  });

  test.concurrent('prints the lines of a child while it runs, and ends when that is deleted', async () => {
    await createChild('doomed', 'echo "still here: ünï"; sleep 600');
    const waiting = startWait('--pipeline', 'doomed', '--logs');
    await waiting.said('[doomed work/do] still here: ünï\n');
    await kubectl(['delete', 'pipelinerun', 'doomed', '-n', namespace]);
    const waited = await waiting.ended;

    expect(waited).toMatchObject({ exitCode: 6, last: { outcome: 'deleted' } });
  });

  test.concurrent('tells a child that was cancelled from one that failed', async () => {
    await createChild('unwanted', 'sleep 600');
    const waiting = startWait('--pipeline', 'unwanted');
    await waiting.said(`${namespace}/unwanted`);
    const cancel = '{"spec":{"status":"Cancelled"}}';
    await kubectl(['patch', 'pipelinerun', 'unwanted', '-n', namespace, '--type=merge', '-p', cancel]);

    expect(await waiting.ended).toMatchObject({ exitCode: 3, last: { outcome: 'cancelled' } });
  });

  test.concurrent('tells a child that Tekton timed out', async () => {
    await createChild('slow', 'sleep 600', { spec: { timeouts: { pipeline: '4s' } } });

    expect(await wait('--pipeline', 'slow')).toMatchObject({ exitCode: 4, last: { outcome: 'timed-out' } });
  });

  test.concurrent('gives up at its own deadline, and says what the child was doing', async () => {
    await createChild('endless', 'sleep 600');

    const waited = await wait('--pipeline', 'endless', '--timeout=5s');

    expect(waited).toMatchObject({ exitCode: 124, last: { outcome: 'deadline' } });
    expect(waited.last?.msg).toContain(`${namespace}/endless is Running`);
  });

  test.concurrent('gives up when no child appears', async () => {
    const waited = await wait('--signal', 'nobody', '--appear-timeout=2s');

    expect(waited).toMatchObject({ exitCode: 5, last: { outcome: 'never-appeared' } });
    expect(waited.last?.msg).toContain('0 of 1 run appeared');
  });
});
