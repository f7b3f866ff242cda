import { expect, test } from '@jest/globals';
import { isPipelineOf, pipelineOf, pipelineSpecOf } from '../../../../src/core/payload/pipeline-spec-of.ts';
import { aBareRun, aPayload } from '../../../support/builders.ts';

const payload = aPayload('main', { spec: { tasks: [{ name: 'a' }] } });
const embedded = { ...payload, run: aBareRun({ pipelineSpec: { tasks: [{ name: 'b' }] } }) };
const fetched = { ...payload, run: aBareRun({ pipelineRef: { resolver: 'git' } }) };

test('the pipeline of a run is the one that it names, or the one that is embedded', () => {
  expect(pipelineOf(payload)?.metadata.name).toBe('main');
  expect(pipelineSpecOf(payload)).toEqual({ tasks: [{ name: 'a' }] });
  expect(pipelineOf(embedded)).toBeUndefined();
  expect(pipelineSpecOf(embedded)).toEqual({ tasks: [{ name: 'b' }] });
});

test('one that a resolver fetches, or that is not there, is not known', () => {
  expect(pipelineSpecOf(fetched)).toBeUndefined();
  expect(pipelineSpecOf({ ...payload, run: aBareRun({ pipelineRef: { name: 'other' } }) })).toBeUndefined();
});

test('a Pipeline without a name is that of no run', () => {
  const nameless = { apiVersion: 'tekton.dev/v1', kind: 'Pipeline', metadata: {}, spec: {} };
  expect(isPipelineOf(fetched.run, nameless)).toBe(false);
});
