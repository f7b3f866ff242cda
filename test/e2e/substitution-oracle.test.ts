import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import type { KubeObject } from '../../src/core/k8s/object.ts';
import type { Payload } from '../../src/core/payload/payload.ts';
import { pipelineSpecOf } from '../../src/core/payload/pipeline-spec-of.ts';
import { succeededCondition } from '../../src/core/tekton/condition.ts';
import { LABEL_TEKTON_PIPELINE_TASK } from '../../src/core/tekton/labels.ts';
import type { PipelineRun, Task } from '../../src/core/tekton/types.ts';
import { linesOf, printing, SECRET } from '../support/e2e/printing.ts';
import { eventually } from '../support/eventually.ts';
import { kubectl, listObjects } from '../support/kubectl.ts';
import { ways } from '../support/param-ways.ts';
import { stepsSeen } from '../support/tekton-substitution.ts';

/*
 * What an override may and must change is judged by an oracle (test/support/tekton-substitution.ts). Here the oracle is
 * held to Tekton: the same kind of pipelines, without subpipe, and what their steps have printed.
 */

const SEED = Number(process.env['SUBPIPE_ORACLE_SEED'] ?? '1');
const OF_EACH_TYPE = Number(process.env['SUBPIPE_ORACLE_PIPELINES'] ?? '6');
const LIMIT_MS = 900_000;
jest.setTimeout(LIMIT_MS + 60_000);

const namespace = `oracle-e2e-${randomBytes(3).toString('hex')}`;

const samples = (['string', 'array', 'object'] as const).flatMap((type) => {
  const all = fc.sample(ways, { seed: SEED, numRuns: OF_EACH_TYPE * 40 });
  const taken = all.filter((each) => each.type === type && runs(each.payload)).slice(0, OF_EACH_TYPE);
  return taken.map(({ payload }, index) => printing(payload, `${type}-${index}`));
});

/** Whether Tekton takes it: tasks besides those in `finally`, and a value for each param that a Task declares. */
function runs(payload: Payload): boolean {
  const { tasks = [], finally: last = [] } = pipelineSpecOf(payload) ?? {};
  const definitions = new Map(payload.objects.map((object) => [object.metadata.name, object]));
  const isGiven = [...tasks, ...last].every(({ taskRef, taskSpec, params = [], matrix }) => {
    const { params: declared = [] } = taskSpec ?? (definitions.get(taskRef?.name) as Task).spec;
    const given = [
      ...params,
      ...(matrix?.params ?? []),
      ...(matrix?.include ?? []).flatMap((each) => each.params ?? []),
    ];
    return declared.every((spec) => spec.default !== undefined || given.some(({ name }) => name === spec.name));
  });
  // A dollar sign of a word is for the kubelet, which reads `$$` and `$(NAME)` too.
  const words = JSON.stringify(payload).replaceAll(/\$\((params|date)[^)]*\)/g, '');
  return tasks.length > 0 && isGiven && !words.includes('$');
}

/** By PipelineRun and task: for each TaskRun the lines of each step; TaskRuns of a matrix in no order. */
type Printed = ReadonlyMap<string, readonly (readonly (readonly string[])[])[]>;

const inNoOrder = (taskRuns: readonly unknown[]) => taskRuns.map((each) => JSON.stringify(each, undefined, 1)).sort();

beforeAll(async () => {
  await kubectl(['create', 'namespace', namespace]);
  const items: readonly object[] = [
    SECRET,
    ...samples.flatMap(({ objects }) => objects),
    ...samples.map(({ run }) => run),
  ];
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  await kubectl(['create', '--namespace', namespace, '-f', '-'], list);
});

afterAll(async () => {
  await kubectl(['delete', 'namespace', '--wait=false', namespace]);
});

describe('steps have printed what the oracle says', () => {
  let printed: Printed;

  beforeAll(async () => {
    await eventually(allEnded, LIMIT_MS, 1_000);
    printed = await readLogs();
  });

  test.each(samples.map((payload) => [payload.run.metadata.name ?? '', payload] as const))('%s', (name, payload) => {
    for (const [task, taskRuns] of stepsSeen(payload)) {
      const expected = taskRuns.map((steps) => steps.map(linesOf));
      expect({ task, seen: inNoOrder(printed.get(`${name}/${task}`) ?? []) }).toEqual({
        task,
        seen: inNoOrder(expected),
      });
    }
  });
});

async function allEnded(): Promise<boolean> {
  const all = await listObjects<PipelineRun>('pipelineruns', '--namespace', namespace);
  const conditions = all.map((run) => ({ name: run.metadata.name, condition: succeededCondition(run) }));
  const failed = conditions.filter(({ condition }) => condition?.status === 'False');
  if (failed.length > 0) throw new Error(JSON.stringify(failed, undefined, 2));
  return conditions.every(({ condition }) => condition?.status === 'True');
}

async function readLogs(): Promise<Printed> {
  const selector = ['--namespace', namespace, '--selector', LABEL_TEKTON_PIPELINE_TASK];
  const pods = await listObjects<KubeObject>('pods', ...selector);
  const all = ['--all-containers', '--prefix', '--tail=-1', '--max-log-requests=1000'];
  const linesByPod = new Map<string, string[][]>();
  for (const line of (await kubectl(['logs', ...selector, ...all])).split('\n')) {
    const [, pod = '', step = '', text = ''] = /^\[pod\/([^/]+)\/step-s(\d+)\] (.*)$/.exec(line) ?? [];
    if (pod === '') continue;
    const steps = linesByPod.get(pod) ?? [];
    linesByPod.set(pod, steps);
    (steps[Number(step)] ??= []).push(text);
  }
  const printed = new Map<string, string[][][]>();
  for (const { metadata } of pods) {
    const { labels = {}, name = '' } = metadata;
    const key = `${labels['tekton.dev/pipelineRun'] ?? ''}/${labels[LABEL_TEKTON_PIPELINE_TASK] ?? ''}`;
    printed.set(key, [...(printed.get(key) ?? []), linesByPod.get(name) ?? []]);
  }
  return printed;
}
