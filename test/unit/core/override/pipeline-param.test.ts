import { describe, expect, test } from '@jest/globals';
import { overridePipelineParam } from '../../../../src/core/override/pipeline-param.ts';
import { aPayload } from '../../../support/builders.ts';

describe("an override without a task sets the Pipeline's own param", () => {
  const payload = aPayload('main', {
    spec: {
      params: [
        { name: 'region', default: 'eu' },
        { name: 'zones', type: 'array' },
      ],
      tasks: [],
    },
  });

  test('which beats its default', () => {
    expect(overridePipelineParam(payload, { name: 'region', value: 'us' })).toMatchObject({
      run: { spec: { params: [{ name: 'region', value: 'us' }] } },
    });
  });

  test('in place of what the PipelineRun passed', () => {
    const passing = aPayload('main', {
      run: {
        params: [
          { name: 'x', value: 'old' },
          { name: 'y', value: 'keep' },
        ],
      },
    });
    expect(overridePipelineParam(passing, { name: 'x', value: 'new' })).toHaveProperty('run.spec.params', [
      { name: 'y', value: 'keep' },
      { name: 'x', value: 'new' },
    ]);
  });

  test('and misses with the names that exist', () => {
    expect(overridePipelineParam(payload, { name: 'regoin', value: 'us' })).toBe(
      "override of the pipeline's param regoin hits nothing; its params: region, zones",
    );
    expect(overridePipelineParam(aPayload('main'), { name: 'x', value: 'y' })).toBe(
      "override of the pipeline's param x hits nothing; its params: none",
    );
  });

  test('and must be of its type', () => {
    expect(overridePipelineParam(payload, { name: 'zones', value: 'a' })).toBe(
      "override of the pipeline's param zones: the param is of type array, the value is of type string",
    );
  });
});
