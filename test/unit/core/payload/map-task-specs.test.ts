import { expect, test } from '@jest/globals';
import { mapTaskSpecs } from '../../../../src/core/payload/map-task-specs.ts';
import type { Payload } from '../../../../src/core/payload/payload.ts';
import type { PipelineSpec } from '../../../../src/core/tekton/types.ts';
import { aBareRun, aPayload } from '../../../support/builders.ts';

const EMBEDDED: PipelineSpec = {
  tasks: [{ name: 'a', taskSpec: {} }],
  finally: [{ name: 'b', pipelineSpec: { tasks: [{ name: 'c', taskSpec: {} }] } }],
};
const placesIn = (payload: Payload) => {
  const places: string[] = [];
  const changed = mapTaskSpecs(payload, (spec, where) => {
    places.push(where);
    return { ...spec, results: [{ name: 'r' }] };
  });
  return { places, changed };
};

test('every TaskSpec is changed: of Tasks, and embedded at any depth', () => {
  const { places, changed } = placesIn(aPayload('main', { tasks: { work: {} }, spec: EMBEDDED }));
  expect(places.toSorted()).toEqual(['Pipeline main, task a', 'Pipeline main, task b, task c', 'Task work']);
  expect(JSON.stringify(changed).split('"results":[{"name":"r"}]')).toHaveLength(4);
});

test('so are those of a pipeline that is embedded in the run', () => {
  const { places } = placesIn({ file: 'f', run: aBareRun({ pipelineSpec: EMBEDDED }), objects: [] });
  expect(places).toEqual(['the PipelineRun, task a', 'the PipelineRun, task b, task c']);
});

test('other objects stay as they are', () => {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } };
  const { changed } = placesIn({ file: 'f', run: aBareRun({}), objects: [secret] });
  expect(changed.objects).toEqual([secret]);
});
