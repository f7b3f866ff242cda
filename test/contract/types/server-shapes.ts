import { z } from 'zod';
import type { ObjectMeta } from '../../../src/core/k8s/object.ts';
import type { PipelineRun, TaskRun } from '../../../src/core/tekton/types.ts';
import type { Agreed, Differences } from '../../../src/input/payload/shape-types.ts';
import { paramValue, pipelineSpec, taskSpec } from '../../../src/input/payload/shapes.ts';

/*
 * The types of what the API server and Tekton write and nobody checks at run time, as shapes: the compiler asks here
 * for every field of the types, and for no other.
 */

const text = z.string().exactOptional();
const texts = z.record(z.string(), z.string()).exactOptional();

export const objectMeta = z.looseObject({
  name: text,
  generateName: text,
  namespace: text,
  uid: text,
  resourceVersion: text,
  creationTimestamp: text,
  deletionTimestamp: text,
  labels: texts,
  annotations: texts,
  ownerReferences: z
    .array(
      z.looseObject({
        apiVersion: z.string(),
        kind: z.string(),
        name: z.string(),
        uid: z.string(),
        controller: z.boolean().exactOptional(),
      }),
    )
    .exactOptional(),
});

const conditions = z
  .array(
    z.looseObject({
      type: z.string(),
      status: z.enum(['True', 'False', 'Unknown']),
      reason: text,
      message: text,
      lastTransitionTime: text,
    }),
  )
  .exactOptional();
const results = z.array(z.looseObject({ name: z.string(), value: paramValue })).exactOptional();

export const pipelineRunStatus = z.looseObject({
  conditions,
  startTime: text,
  completionTime: text,
  skippedTasks: z.array(z.looseObject({ name: z.string() })).exactOptional(),
  results,
  pipelineSpec: pipelineSpec.exactOptional(),
});

const stepState = z.looseObject({
  name: text,
  container: text,
  running: z.looseObject({}).exactOptional(),
  terminated: z.looseObject({ exitCode: z.number().exactOptional(), reason: text, message: text }).exactOptional(),
});

export const taskRunStatus = z.looseObject({
  conditions,
  startTime: text,
  completionTime: text,
  podName: text,
  results,
  steps: z.array(stepState).exactOptional(),
  taskSpec: taskSpec.exactOptional(),
  provenance: z
    .looseObject({ featureFlags: z.looseObject({ resultExtractionMethod: text }).exactOptional() })
    .exactOptional(),
});

export type Ties = [
  Agreed<Differences<z.output<typeof objectMeta>, ObjectMeta>>,
  Agreed<Differences<z.output<typeof pipelineRunStatus>, NonNullable<PipelineRun['status']>>>,
  Agreed<Differences<z.output<typeof taskRunStatus>, NonNullable<TaskRun['status']>>>,
];
