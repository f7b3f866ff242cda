import { z } from 'zod';
import { isParamValue } from '../../core/tekton/param-value.ts';
import { isObject, type JsonObject } from '../../core/json.ts';
import type { FieldProblem } from '../../core/k8s/validate-names.ts';

/*
 * The shape of the fields that subpipe reads (core/tekton/types.ts), so that everything after this border may rely on it.
 * All other fields pass: the API server knows them better.
 */

const text = z.string('must be a string');
const texts = z.record(z.string(), text, 'must be a map of strings');
const list = <T extends z.ZodType>(item: T) => z.array(item, 'must be an array').optional();
const some = <T extends z.ZodRawShape>(shape: T) => z.looseObject(shape, 'must be an object');
const paramValue = z.unknown().superRefine((value, context) => {
  if (isParamValue(value)) return;
  const items = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const path = (key: string) => (Array.isArray(value) ? [Number(key)] : [key]);
  for (const [key, item] of items) {
    if (typeof item !== 'string') context.addIssue({ code: 'custom', path: path(key), message: 'must be a string' });
  }
  if (items.length === 0) context.addIssue({ code: 'custom', message: PARAM_VALUE });
});
const PARAM_VALUE = 'must be a string, an array of strings or an object of strings';

const param = some({ name: text, value: paramValue });
const paramSpec = some({
  name: text,
  type: z.enum(['string', 'array', 'object'], 'must be string, array or object').optional(),
  default: paramValue.optional(),
});
const ref = some({
  name: text.optional(),
  kind: text.optional(),
  resolver: text.optional(),
  apiVersion: text.optional(),
});
const container = some({
  name: text.optional(),
  image: text.optional(),
  script: text.optional(),
  command: list(text),
  args: list(text),
  workingDir: text.optional(),
  env: list(some({ name: text, value: text.optional() })),
  params: list(param),
  ref: ref.optional(),
});
const workspace = some({ name: text, optional: z.boolean('must be true or false').optional() });
const taskSpec = some({
  params: list(paramSpec),
  steps: list(container),
  stepTemplate: container.optional(),
  sidecars: list(container),
  results: list(some({ name: text })),
  workspaces: list(workspace),
  volumes: list(z.unknown()),
});
const pipelineTask = some({
  name: text,
  taskRef: ref.optional(),
  taskSpec: taskSpec.optional(),
  params: list(param),
  matrix: some({ params: list(param), include: list(some({ params: list(param) })) }).optional(),
  workspaces: list(some({ name: text, workspace: text.optional() })),
  runAfter: list(text),
  when: list(z.unknown()),
  onError: text.optional(),
});
const pipelineSpec = some({
  params: list(paramSpec),
  workspaces: list(workspace),
  tasks: list(pipelineTask),
  finally: list(pipelineTask),
});
const podTemplate = some({
  env: container.shape.env,
  imagePullSecrets: list(some({ name: text.optional() })),
  nodeSelector: texts.optional(),
  tolerations: list(some({})),
  volumes: list(z.unknown()),
}).optional();
const claimSpec = some({
  storageClassName: text.optional(),
  resources: some({ requests: some({ storage: z.union([text, z.number()]).optional() }).optional() }).optional(),
});
const binding = some({
  name: text,
  emptyDir: some({}).optional(),
  persistentVolumeClaim: some({ claimName: text.optional() }).optional(),
  volumeClaimTemplate: some({ spec: claimSpec.optional() }).optional(),
});
const pipelineRunSpec = some({
  pipelineRef: ref.optional(),
  pipelineSpec: pipelineSpec.optional(),
  params: list(param),
  workspaces: list(binding),
  status: text.optional(),
  timeouts: some({ pipeline: text.optional(), tasks: text.optional(), finally: text.optional() }).optional(),
  taskRunTemplate: some({ serviceAccountName: text.optional(), podTemplate }).optional(),
  taskRunSpecs: list(
    some({ pipelineTaskName: text, serviceAccountName: text.optional(), podTemplate, timeout: text.optional() }),
  ),
});

const metadata = some({
  name: text.optional(),
  generateName: text.optional(),
  labels: texts.optional(),
  annotations: texts.optional(),
});
const fieldsOf: Readonly<Record<string, z.ZodRawShape>> = {
  PipelineRun: { spec: pipelineRunSpec },
  Pipeline: { spec: pipelineSpec },
  Task: { spec: taskSpec },
  ConfigMap: { data: texts.optional() },
  Secret: { data: texts.optional(), stringData: texts.optional() },
  PersistentVolumeClaim: { spec: claimSpec },
};

/**
 * What is wrong with an object that is of the v1 shape already. A sentence quotes the wrong value where that is a
 * number or boolean, but none of a Secret, and none where `showValues` is false.
 */
export function shapeProblems(object: JsonObject, options: { readonly showValues: boolean }): readonly FieldProblem[] {
  const kind = typeof object['kind'] === 'string' ? object['kind'] : '';
  const parsed = some({ metadata, ...fieldsOf[kind] }).safeParse(object);
  if (parsed.success) return [];
  const showValues = options.showValues && kind !== 'Secret';
  return parsed.error.issues.map(({ path, message }) => ({
    path,
    why: sentence(path, message, { object, showValues }),
  }));
}

function sentence(
  path: readonly PropertyKey[],
  message: string,
  { object, showValues }: { readonly object: JsonObject; readonly showValues: boolean },
): string {
  const place = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  const value = path.reduce<unknown>(
    (each, part) => (each as Record<PropertyKey, unknown> | undefined)?.[part],
    object,
  );
  if (value === undefined) return `${place.slice(1)} is missing`;
  const isScalar = typeof value === 'number' || typeof value === 'boolean';
  if (!isScalar || !message.includes('a string')) return `${place.slice(1)} ${message}`;
  return `${place.slice(1)} ${message}${showValues ? `, not ${String(value)}` : ''}: quote this value`;
}

/** Kubernetes reads a field that is null as one that is not there; so do we. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return (value as unknown[]).map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== null)
      .map(([key, field]) => [key, withoutNulls(field)]),
  );
}
