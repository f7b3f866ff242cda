import { describe, expect, test } from '@jest/globals';
import { getOrReport, readDefinitions } from '../../../../src/app/from-cluster/read-definitions.ts';
import { namespaceRigs } from '../../../support/namespace-rig.ts';

const ci = namespaceRigs();

const put = (kind: string, name: string, spec: object, apiVersion = 'tekton.dev/v1') =>
  ci().server.put({ apiVersion, kind, metadata: { name, namespace: 'ci' }, spec });

/** The Pipeline `build` and what it uses: `kind name` of each, and what could not be read. */
async function readBuild() {
  const problems: string[] = [];
  const wanted = [{ kind: 'Pipeline', name: 'build' }] as const;
  const objects = await readDefinitions(wanted, { namespace: 'ci', ...ci() }, problems);
  return { titles: objects.map(({ kind, metadata }) => `${kind} ${metadata.name ?? ''}`), problems };
}

describe('definitions are read', () => {
  test('with those that they use by name, users first', async () => {
    put('Pipeline', 'build', { tasks: [{ name: 'one', taskRef: { name: 'compile' } }] });
    put('Task', 'compile', { steps: [{ name: 's', ref: { name: 'log' } }] });
    put('StepAction', 'log', { image: 'i' }, 'tekton.dev/v1beta1');
    expect(await readBuild()).toEqual({ titles: ['Pipeline build', 'Task compile', 'StepAction log'], problems: [] });
  });

  test('once each', async () => {
    put('Pipeline', 'build', { tasks: ['a', 'b', 'c'].map((name) => ({ name, taskRef: { name: 'compile' } })) });
    put('Task', 'compile', { steps: [] });
    await readBuild();
    const reads = ci().server.requests.filter(({ method, path }) => method === 'GET' && path.includes('/tasks/'));
    expect(reads).toHaveLength(1);
  });

  test('to the end where Pipelines use each other in a circle', async () => {
    put('Pipeline', 'build', { tasks: [{ name: 'one', pipelineRef: { name: 'other' } }] });
    put('Pipeline', 'other', { tasks: [{ name: 'one', pipelineRef: { name: 'build' } }] });
    expect((await readBuild()).titles).toEqual(['Pipeline build', 'Pipeline other']);
  });
});

describe('what stands in the way is told, and the rest is read', () => {
  test('definitions that are not there', async () => {
    put('Pipeline', 'build', {
      tasks: [
        { name: 'one', taskRef: { name: 'gone' } },
        { name: 'two', taskSpec: { steps: [{ name: 's', ref: { name: 'lost' } }] } },
      ],
    });
    const { titles, problems } = await readBuild();
    expect(titles).toEqual(['Pipeline build']);
    expect(problems.toSorted()).toEqual([
      'StepAction ci/lost is not in the cluster',
      'Task ci/gone is not in the cluster',
    ]);
  });

  test('rights that are missing', async () => {
    put('Pipeline', 'build', { tasks: [{ name: 'one', taskRef: { name: 'compile' } }] });
    ci().server.policy = ({ resource }) => resource !== 'tasks';
    expect((await readBuild()).problems).toEqual([expect.stringMatching(/^Task ci\/compile: .*tasks/)]);
  });
});

test('a read that was stopped is not a problem of the object', async () => {
  const problems: string[] = [];
  const abort = AbortSignal.abort(new Error('stopped'));
  const ref = { apiVersion: 'tekton.dev/v1', kind: 'Task', namespace: 'ci', name: 'compile' };
  await expect(getOrReport(ref, { cluster: ci().cluster, abort }, problems)).rejects.toThrow('stopped');
  expect(problems).toEqual([]);
});
