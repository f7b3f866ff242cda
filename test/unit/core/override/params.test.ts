import { expect, test } from '@jest/globals';
import { hasParam, inheritedParam, mapPayload, withParam } from '../../../../src/core/override/params.ts';
import type { PipelineSpec, Task } from '../../../../src/core/tekton/types.ts';
import { aPayload } from '../../../support/builders.ts';

test('a param is put in once, at the end', () => {
  const [p, q] = [
    { name: 'p', value: '1' },
    { name: 'q', value: '2' },
  ];
  expect(withParam([p, q], { name: 'p', value: '3' })).toEqual([q, { name: 'p', value: '3' }]);
  expect(hasParam([p, q], 'q')).toBe(true);
  expect(hasParam(undefined, 'q')).toBe(false);
});

test("an embedded Task inherits the pipeline's param, or one that only the run passes", () => {
  const payload = aPayload('main', {
    spec: { params: [{ name: 'p', default: 'd' }], tasks: [] },
    run: {
      params: [
        { name: 'p', value: 'x' },
        { name: 'q', value: 'y' },
      ],
    },
  });
  expect(inheritedParam(payload, 'p')).toEqual({ name: 'p', default: 'd' });
  expect(inheritedParam(payload, 'q')).toEqual({ name: 'q', default: 'y' });
  expect(inheritedParam(payload, 'r')).toBeUndefined();
});

test('a change reaches the pipeline where it is, and every Task', () => {
  const spec: PipelineSpec = { tasks: [] };
  const change = {
    pipelineSpec: (given: PipelineSpec) => ({ ...given, params: [{ name: 'new' }] }),
    task: (task: Task) => ({ ...task, spec: { params: [{ name: 'new' }] } }),
  };
  const named = mapPayload(aPayload('main', { spec, tasks: { t: {} } }), change);
  expect(named.objects.map((object) => (object as Task).spec.params)).toEqual([[{ name: 'new' }], [{ name: 'new' }]]);
  const embedded = mapPayload(aPayload('main', { run: { pipelineSpec: spec } }), change);
  expect(embedded.run.spec.pipelineSpec).toEqual({ tasks: [], params: [{ name: 'new' }] });
});

test('a Pipeline of the name that a resolver is given is not the pipeline of the run', () => {
  const payload = aPayload('main', { spec: { tasks: [] } });
  const pipelineRef = { name: 'main', resolver: 'hub' };
  const fetched = { ...payload, run: { ...payload.run, spec: { ...payload.run.spec, pipelineRef } } };
  const pipelineSpec = (given: PipelineSpec) => ({ ...given, params: [{ name: 'new' }] });
  expect(mapPayload(fetched, { pipelineSpec, task: (task) => task }).objects).toEqual(payload.objects);
});
