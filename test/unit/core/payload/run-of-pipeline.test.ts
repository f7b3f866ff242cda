import { expect, test } from '@jest/globals';
import { runOfPipeline } from '../../../../src/core/payload/run-of-pipeline.ts';
import { aPayload } from '../../../support/builders.ts';

const { objects } = aPayload('main', {
  spec: { workspaces: [{ name: 'source' }, { name: 'cache', optional: true }] },
});

test('a run of a Pipeline has the params that are given, and a new volume for each workspace that it needs', () => {
  const params = [{ name: 'a', value: 'x' }];
  const { run, workspaces } = runOfPipeline(objects, 'main', params);
  expect(workspaces).toEqual(['source']);
  expect(run).toMatchObject({ kind: 'PipelineRun', metadata: { name: 'main' } });
  expect(run.spec).toEqual({
    pipelineRef: { name: 'main' },
    params,
    workspaces: [
      {
        name: 'source',
        volumeClaimTemplate: {
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        },
      },
    ],
  });
});

test('a Pipeline without either gets neither', () => {
  expect(runOfPipeline(aPayload('plain').objects, 'plain', []).run.spec).toEqual({ pipelineRef: { name: 'plain' } });
});
