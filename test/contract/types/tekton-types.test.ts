import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { z } from 'zod';
import type { JsonObject } from '../../../src/core/json.ts';
import { TEKTON_V1 } from '../../../src/core/tekton/types.ts';
import { type FIELDS_OF_KIND, pipelineTask, shapeOfKind } from '../../../src/input/payload/shapes.ts';
import { tektonDefinitions } from '../conversion/tekton-source.ts';
import { type Comparison, compareSchemas } from './compare-schemas.ts';
import { type OpenApi, readOpenApi } from './open-api.ts';
import { objectMeta, pipelineRunStatus, taskRunStatus } from './server-shapes.ts';

jest.setTimeout(120_000);

/** A field of each kind that the comparison must have met. */
const EXAMPLES = {
  PipelineRun: 'spec.pipelineSpec.tasks[].taskSpec.steps[].env[].value',
  Pipeline: 'spec.finally[].matrix.include[].params[].value',
  Task: 'spec.params[].properties',
  PersistentVolumeClaim: 'spec.resources.requests.storage',
  ConfigMap: 'data',
  Secret: 'stringData',
} satisfies Record<keyof typeof FIELDS_OF_KIND, string>;

const CORE_KINDS: ReadonlySet<string> = new Set(['ConfigMap', 'Secret', 'PersistentVolumeClaim']);

/**
 * An embedded Task has these too, which make a custom task of it, but Tekton's CRDs (v1.15) say no more of it than
 * that it is like the spec of a Task.
 */
const OF_EMBEDDED_TASKS = { apiVersion: true, kind: true } as const;
const isOfEmbeddedTask = (problem: string) => /\.taskSpec\.(apiVersion|kind): no such field$/.test(problem);

describe('the fields that subpipe knows are those that the API server has', () => {
  let openApi: OpenApi;

  beforeAll(async () => {
    const kubeconfig = process.env['SUBPIPE_CONTRACT_KUBECONFIG'] ?? '';
    if (kubeconfig === '') throw new Error('SUBPIPE_CONTRACT_KUBECONFIG names no kubeconfig: run `make contract`');
    openApi = await readOpenApi(kubeconfig, ['v1', TEKTON_V1]);
  });

  function compare(kind: string, shape: z.ZodType): Comparison {
    return compareSchemas(toSchema(shape), openApi.kind(CORE_KINDS.has(kind) ? 'v1' : TEKTON_V1, kind), openApi);
  }

  test.each(Object.entries(EXAMPLES))('in a %s of a payload, such as %s', (kind, field) => {
    const { fields, problems } = compare(kind, shapeOfKind(kind));

    expect(problems.filter((each) => !isOfEmbeddedTask(each))).toEqual([]);
    expect(fields).toContain(field);
  });

  test('in what makes a custom task of an embedded one, by the Go types', async () => {
    const definitions = await tektonDefinitions();
    const shape = pipelineTask.shape.taskSpec.unwrap().pick(OF_EMBEDDED_TASKS);

    const { fields, problems } = compareSchemas(toSchema(shape), definitions['v1.EmbeddedTask'] as JsonObject, openApi);

    expect(problems).toEqual([]);
    expect(fields).toEqual(Object.keys(OF_EMBEDDED_TASKS));
  });

  test.each([
    ['PipelineRun', 'status.skippedTasks[].name', pipelineRunStatus],
    ['TaskRun', 'status.steps[].terminated.exitCode', taskRunStatus],
  ])('in the metadata and status of a %s, such as %s', (kind, field, status) => {
    const { fields, problems } = compare(kind, z.looseObject({ metadata: objectMeta, status }));

    expect(problems.filter((each) => !isOfEmbeddedTask(each))).toEqual([]);
    expect(fields).toEqual(expect.arrayContaining([field, 'metadata.ownerReferences[].controller']));
  });

  test('and one that is misspelt, of another type or open there is a problem', () => {
    const shape = z.looseObject({
      spec: z.looseObject({
        tasks: z.array(
          z.looseObject({ retrys: z.number(), runAfter: z.string(), taskSpec: z.looseObject({ step: z.string() }) }),
        ),
        params: z.array(z.looseObject({ default: z.string() })),
        description: z.record(z.string(), z.string()),
      }),
    });

    expect(compare('Pipeline', shape).problems).toEqual([
      'spec.tasks[].retrys: no such field',
      'spec.tasks[].runAfter: is string here, array to the API server',
      'spec.tasks[].taskSpec.step: no such field',
      'spec.params[].default: is string here, anything to the API server',
      'spec.description: is object here, string to the API server',
    ]);
  });
});

function toSchema(shape: z.ZodType): JsonObject {
  return { ...z.toJSONSchema(shape, { unrepresentable: 'any' }) };
}
