import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { parse } from 'yaml';
import type { PipelineRun, TaskRun } from '../../src/core/tekton/types.ts';
import { type LogLine, logLines } from '../support/e2e/log-lines.ts';
import { waitDesk } from '../support/e2e/wait-desk.ts';
import { eventually } from '../support/eventually.ts';
import { createObject, getObject, kubectl } from '../support/kubectl.ts';

jest.setTimeout(240_000);

const desk = waitDesk();
const { namespace } = desk;

/** Starts a waiter for the PipelineRun `theirs` in a pod, under the ServiceAccount `default`. */
function startWaiter(name: string): Promise<TaskRun> {
  const step = {
    name: 'wait',
    image: 'subpipe/wait-for-pipeline:0.1.0',
    imagePullPolicy: 'IfNotPresent',
    command: ['wait-for-pipeline'],
    args: ['--always', '--name=theirs'],
  };
  const metadata = { name, namespace };
  const spec = { taskSpec: { steps: [step] } };
  return createObject<TaskRun>({ apiVersion: 'tekton.dev/v1', kind: 'TaskRun', metadata, spec });
}

const logOf = (name: string) => kubectl(['logs', '-n', namespace, `${name}-pod`, '-c', 'step-wait']);

async function waiterEnd(
  name: string,
): Promise<{ readonly exitCode: number | undefined; readonly lines: readonly LogLine[] }> {
  const over = '--for=jsonpath={.status.completionTime}';
  await kubectl(['wait', over, '--timeout=200s', '-n', namespace, `taskrun/${name}`]);
  const { status } = await getObject<TaskRun>('taskrun', name, '-n', namespace);
  return { exitCode: status?.steps?.[0]?.terminated?.exitCode, lines: logLines(await logOf(name)) };
}

/** Grants what a hint of the form `add to a Role (...) in namespace N: {RULE}` says. */
async function followHint(name: string, hint: unknown): Promise<void> {
  const rule = parse(String(hint).slice(String(hint).indexOf('{'))) as object;
  const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name, namespace } };
  await createObject({ ...rbac, kind: 'Role', rules: [rule] });
  await createObject({
    ...rbac,
    kind: 'RoleBinding',
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', name: 'default', namespace }],
  });
}

describe('a waiter under a ServiceAccount that may do nothing', () => {
  beforeAll(async () => {
    await desk.makeNamespace();
    // Pending until the test says so; then its one task is skipped, and it succeeds without a pod.
    const never = [{ input: 'a', operator: 'in', values: ['b'] }];
    const step = { image: 'subpipe/sample-tools:0.1.0', script: 'exit 1' };
    const pipelineSpec = { tasks: [{ name: 'never', when: never, taskSpec: { steps: [step] } }] };
    await createObject<PipelineRun>({
      apiVersion: 'tekton.dev/v1',
      kind: 'PipelineRun',
      metadata: { name: 'theirs', namespace },
      spec: { status: 'PipelineRunPending', pipelineSpec },
    });
  });

  afterAll(() => desk.removeAll());

  test('names verb, resource, namespace and the rule; with that rule it waits, by polling', async () => {
    await startWaiter('without');
    const without = await waiterEnd('without');
    const refused = without.lines.at(-1);
    await followHint('list', refused?.['hint']);
    await startWaiter('with');
    await eventually(async () => (await logOf('with').catch(() => '')).includes('watch-polling'), 100_000, 300);
    await kubectl(['patch', 'pipelinerun', 'theirs', '-n', namespace, '--type=merge', '-p', '{"spec":{"status":""}}']);
    const { exitCode, lines } = await waiterEnd('with');

    expect(without.exitCode).toBe(7);
    expect(refused).toMatchObject({ level: 'error', code: 'not-allowed' });
    expect(refused?.msg).toContain(`not allowed to list pipelineruns.tekton.dev in namespace ${namespace}: `);
    expect(refused?.['hint']).toBe(
      `add to a Role (or a bound ClusterRole) in namespace ${namespace}: {apiGroups: ["tekton.dev"], resources: ["pipelineruns"], verbs: ["list"]}`,
    );
    expect(exitCode).toBe(0);
    expect(lines.at(-1)).toMatchObject({ code: 'wait-ended', outcome: 'succeeded' });
    expect(lines.find(({ code }) => code === 'watch-polling')?.msg).toMatch(
      /^not allowed to watch pipelineruns\.tekton\.dev in namespace .*; listing every \d+ s instead$/,
    );
    expect(lines.find(({ code }) => code === 'progress-limited')?.['hint']).toContain('resources: ["taskruns"]');
  });
});
