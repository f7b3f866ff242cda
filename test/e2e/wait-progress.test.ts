import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { waitDesk } from '../support/e2e/wait-desk.ts';
import { createObject, kubectl } from '../support/kubectl.ts';

jest.setTimeout(240_000);

const desk = waitDesk();
const { namespace, createChild, startWait, wait } = desk;

describe('what wait-for-pipeline tells of a child on a real cluster', () => {
  beforeAll(() => desk.makeNamespace());

  afterAll(() => desk.removeAll());

  test.concurrent(
    'names task, step, exit code and message of what failed, and a command that shows its log',
    async () => {
      await createChild('broken', 'echo "the bridge is out"; exit 9');

      const waited = await wait('--pipeline', 'broken');
      const failed = waited.lines.find(({ code }) => code === 'task-failed');
      const [program, ...args] = String(failed?.['logs']).split(' ');

      expect(waited).toMatchObject({ exitCode: 1, last: { code: 'wait-ended', outcome: 'failed' } });
      expect(waited.last?.msg).toContain(`${namespace}/broken`);
      expect(failed).toMatchObject({
        level: 'error',
        run: `${namespace}/broken`,
        task: 'work',
        step: 'do',
        exitCode: 9,
      });
      expect(failed?.msg).toContain('task work, step do, exit code 9: ');
      expect(failed?.msg).toContain('exited with code 9');
      expect(program).toBe('kubectl');
      expect(await kubectl(args)).toBe('the bridge is out\n');
    },
  );

  test.concurrent('counts the tasks and names the step that runs', async () => {
    await createChild('counted', 'sleep 2');

    const { lines } = await wait('--pipeline', 'counted');
    const told = lines.filter(({ code }) => code === 'run-progress').map(({ msg }) => msg);

    expect(told).toContain(`${namespace}/counted: 0 of 1 task done; running work/do`);
    expect(lines.find(({ code }) => code === 'run-ended')).toMatchObject({ outcome: 'succeeded' });
  });

  test.concurrent('prints every line that the steps of a child print, with a prefix', async () => {
    await createChild('chatty', 'echo first; sleep 1; echo "  second"; echo third');

    const { exitCode, stdout } = await wait('--pipeline', 'chatty', '--logs');

    expect(exitCode).toBe(0);
    expect(stdout).toBe('[chatty work/do] first\n[chatty work/do]   second\n[chatty work/do] third\n');
  });

  test.concurrent('prints the lines of a child that had ended before the wait began', async () => {
    await createChild('early', 'echo over and done');
    await wait('--pipeline', 'early');

    const { exitCode, stdout } = await wait('--pipeline', 'early', '--logs');

    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '[early work/do] over and done\n' });
  });

  test.concurrent('says that a quota holds a child back', async () => {
    const full = await desk.makeNamespace('-full');
    const quota = { kind: 'ResourceQuota', metadata: { name: 'no-pods', namespace: full } };
    await createObject({ apiVersion: 'v1', ...quota, spec: { hard: { pods: '0' } } });
    await createChild('held-back', 'echo never', { namespace: full });
    const waiting = startWait('--pipeline', 'held-back');
    await waiting.said('exceeded quota: no-pods, requested: pods=1, used: pods=0, limited: pods=0');
    waiting.process.kill('SIGTERM');

    const { exitCode, lines } = await waiting.ended;

    expect(exitCode).toBe(143);
    expect(lines.find(({ msg }) => msg.includes('exceeded quota'))).toMatchObject({
      code: 'run-progress',
      run: `${full}/held-back`,
    });
  });

  test.concurrent('says that no node can take the pod of a child', async () => {
    const podTemplate = { nodeSelector: { 'example.com/nobody': 'has-this' } };
    await createChild('homeless', 'echo never', { spec: { taskRunTemplate: { podTemplate } } });
    const waiting = startWait('--pipeline', 'homeless');
    await waiting.said("nodes are available: 1 node(s) didn't match Pod's node affinity/selector");
    waiting.process.kill('SIGINT');

    const { exitCode, lines } = await waiting.ended;

    expect(exitCode).toBe(130);
    expect(lines.find(({ msg }) => msg.includes('affinity'))).toMatchObject({
      code: 'run-progress',
      run: `${namespace}/homeless`,
    });
  });
});
