import { z } from 'zod';
import { PARAM_VALUE_RULE } from '../../core/override/override.ts';
import { isParamValue } from '../../core/tekton/param-value.ts';
import type { ParamValue, PipelineSpec } from '../../core/tekton/types.ts';
import { WANTS_TEXT } from '../text/wants-text.ts';

/*
 * The shapes of the fields that subpipe reads. shape-types.ts compares them with core/tekton/types.ts, and
 * test/contract compares both with the CRDs. Other fields are not checked here: the API server does it.
 */

const MUST_BE_A_STRING = 'must be a string';

const text = z.string(MUST_BE_A_STRING);
const flag = z.boolean('must be true or false');
const texts = z.record(z.string(), text, 'must be a map of strings');
const list = <T extends z.ZodType>(item: T) => z.array(item, 'must be an array').exactOptional();
const some = <T extends z.ZodRawShape>(shape: T) => z.looseObject(shape, 'must be an object');
/** An object whose fields subpipe passes on untouched. */
const anything = some({});

export const paramValue = z.custom<ParamValue>().superRefine((value: unknown, context) => {
  if (isParamValue(value)) return;
  const items = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const path = (key: string) => (Array.isArray(value) ? [Number(key)] : [key]);
  const issue = { code: 'custom', params: WANTS_TEXT } as const;
  for (const [key, item] of items) {
    if (typeof item !== 'string') context.addIssue({ ...issue, path: path(key), message: MUST_BE_A_STRING });
  }
  if (items.length === 0) context.addIssue({ ...issue, message: PARAM_VALUE_RULE });
});

export const param = some({ name: text, value: paramValue });
export const paramSpec = some({
  name: text,
  type: z.enum(['string', 'array', 'object'], 'must be string, array or object').exactOptional(),
  properties: z.record(z.string(), anything, 'must be an object').exactOptional(),
  default: paramValue.exactOptional(),
});

export const taskRef = some({
  name: text.exactOptional(),
  kind: text.exactOptional(),
  resolver: text.exactOptional(),
  apiVersion: text.exactOptional(),
});
export const pipelineRef = some({
  name: text.exactOptional(),
  resolver: text.exactOptional(),
  apiVersion: text.exactOptional(),
});
const env = list(some({ name: text, value: text.exactOptional(), valueFrom: anything.exactOptional() }));
export const stepTemplate = some({
  image: text.exactOptional(),
  command: list(text),
  args: list(text),
  workingDir: text.exactOptional(),
  env,
  envFrom: list(anything),
});
export const sidecar = stepTemplate.extend({ name: text.exactOptional(), script: text.exactOptional() });
export const step = sidecar.extend({
  params: list(param),
  ref: some({ name: text.exactOptional(), resolver: text.exactOptional() }).exactOptional(),
});
const workspace = some({ name: text, optional: flag.exactOptional() });
export const taskSpec = some({
  params: list(paramSpec),
  steps: list(step),
  stepTemplate: stepTemplate.exactOptional(),
  sidecars: list(sidecar),
  results: list(some({ name: text })),
  workspaces: list(workspace),
  volumes: list(anything),
});
const whenExpression = some({
  input: text.exactOptional(),
  operator: text.exactOptional(),
  values: list(text),
  cel: text.exactOptional(),
});
export const pipelineTask = some({
  name: text,
  taskRef: taskRef.exactOptional(),
  taskSpec: taskSpec.extend({ apiVersion: text.exactOptional(), kind: text.exactOptional() }).exactOptional(),
  /** With a type annotation, because a type cannot be inferred from itself. */
  get pipelineSpec(): z.ZodExactOptional<z.ZodType<PipelineSpec>> {
    return pipelineSpec.exactOptional();
  },
  pipelineRef: pipelineRef.exactOptional(),
  workspaces: list(some({ name: text, workspace: text.exactOptional() })),
  runAfter: list(text),
  when: list(whenExpression),
  onError: text.exactOptional(),
  params: list(param),
  matrix: some({
    params: list(param),
    include: list(some({ name: text.exactOptional(), params: list(param) })),
  }).exactOptional(),
});
export const pipelineSpec = some({
  params: list(paramSpec),
  workspaces: list(workspace),
  tasks: list(pipelineTask),
  finally: list(pipelineTask),
});
export const podTemplate = some({
  env,
  imagePullSecrets: list(some({ name: text.exactOptional() })),
  nodeSelector: texts.exactOptional(),
  tolerations: list(
    some({
      key: text.exactOptional(),
      operator: text.exactOptional(),
      value: text.exactOptional(),
      effect: text.exactOptional(),
      tolerationSeconds: z.number('must be a number').exactOptional(),
    }),
  ),
  volumes: list(anything),
});
export const claimSpec = some({
  storageClassName: text.exactOptional(),
  resources: some({
    requests: some({
      storage: z.union([text, z.number()], 'must be a string or a number').exactOptional(),
    }).exactOptional(),
  }).exactOptional(),
});
export const workspaceBinding = some({
  name: text,
  emptyDir: anything.exactOptional(),
  persistentVolumeClaim: some({ claimName: text.exactOptional() }).exactOptional(),
  volumeClaimTemplate: some({ spec: claimSpec.exactOptional() }).exactOptional(),
});
export const pipelineRunSpec = some({
  pipelineRef: pipelineRef.exactOptional(),
  pipelineSpec: pipelineSpec.exactOptional(),
  params: list(param),
  status: text.exactOptional(),
  timeouts: some({
    pipeline: text.exactOptional(),
    tasks: text.exactOptional(),
    finally: text.exactOptional(),
  }).exactOptional(),
  taskRunTemplate: some({
    serviceAccountName: text.exactOptional(),
    podTemplate: podTemplate.exactOptional(),
  }).exactOptional(),
  taskRunSpecs: list(
    some({
      pipelineTaskName: text,
      serviceAccountName: text.exactOptional(),
      podTemplate: podTemplate.exactOptional(),
      timeout: text.exactOptional(),
    }),
  ),
  workspaces: list(workspaceBinding),
});

export const metadata = some({
  name: text.exactOptional(),
  generateName: text.exactOptional(),
  namespace: text.exactOptional(),
  labels: texts.exactOptional(),
  annotations: texts.exactOptional(),
});

/** The fields that subpipe reads of an object of each kind, without `metadata`. */
export const FIELDS_OF_KIND = {
  PipelineRun: { spec: pipelineRunSpec },
  Pipeline: { spec: pipelineSpec },
  Task: { spec: taskSpec },
  ConfigMap: { data: texts.exactOptional() },
  Secret: { data: texts.exactOptional(), stringData: texts.exactOptional() },
  PersistentVolumeClaim: { spec: claimSpec },
};
const fieldsOfKind: ReadonlyMap<string, z.ZodRawShape> = new Map(Object.entries(FIELDS_OF_KIND));

/** The shape of a whole object; of a kind that is not listed, that of its metadata. */
export function shapeOfKind(kind: string): z.ZodType {
  return some({ metadata, ...fieldsOfKind.get(kind) });
}
