import fc from 'fast-check';
import {
  declaredParams,
  duration,
  env,
  name,
  param,
  params,
  resolved,
  resources,
  some,
  taskSpec,
  text,
  texts,
  when,
} from './arbitrary-task.ts';

/* Specs of v1beta1 Pipelines and PipelineRuns that Tekton mostly takes. */

const metadata = some({ labels: texts, annotations: texts });
const listed = fc.record({ name, value: fc.array(text, { minLength: 1, maxLength: 2 }) });
const distinct = (each: { name?: string }) => each.name;
const matrix = fc.oneof(
  fc.constantFrom({}, { params: [] }, { include: [] }),
  some(
    {
      params: fc.uniqueArray(listed, { minLength: 1, maxLength: 3, selector: distinct }),
      include: fc.uniqueArray(
        some(
          {
            name,
            params: fc.uniqueArray(fc.record({ name, value: text }), {
              minLength: 1,
              maxLength: 2,
              selector: distinct,
            }),
          },
          ['name', 'params'],
        ),
        { minLength: 1, maxLength: 3, selector: distinct },
      ),
    },
    ['params'],
  ),
);

const custom = { apiVersion: fc.constant('example.dev/v0'), kind: fc.constant('Wait') };
const what = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      taskSpec: fc.tuple(taskSpec, metadata).map(([spec, meta]) => ({ ...spec, metadata: meta })),
    }),
  },
  fc.record({ taskSpec }),
  fc.record({
    taskRef: some({ name, kind: fc.constant('Task'), apiVersion: fc.constant('tekton.dev/v1beta1') }, ['name']),
  }),
  fc.record({ taskRef: resolved }),
  fc.record({ taskRef: some({ name, ...custom }, ['apiVersion', 'kind']) }),
  fc.record({
    taskSpec: some(
      {
        ...custom,
        metadata,
        spec: fc.dictionary(fc.constantFrom('resources', 'steps', 'x'), fc.jsonValue({ maxDepth: 1 })),
      },
      ['apiVersion', 'kind', 'spec'],
    ),
  }),
);
const passed = fc.oneof(some({ params }), some({ matrix }));
const workspaces = fc.array(
  fc.constantFrom({ name: 'w', workspace: 'ws', subPath: 's' }, { name: 'w', workspace: 'ws' }),
  {
    maxLength: 1,
  },
);
const onFailure = fc.oneof(some({ retries: fc.nat(3) }), some({ onError: fc.constantFrom('continue', 'stopAndFail') }));
const pipelineTask = fc
  .tuple(what, passed, onFailure, some({ displayName: text, description: text, when, timeout: duration, workspaces }))
  .map((parts) => Object.assign({}, ...parts) as Record<string, unknown>);

const result = some(
  {
    name,
    description: text,
    type: fc.constant('string'),
    value: fc.constantFrom('$(tasks.t0.results.r)', '$(tasks.t0.results.o.k)'),
  },
  ['name', 'value'],
);
const results = fc.uniqueArray(
  fc.oneof(
    result,
    some({ name, description: text, type: fc.constant('object'), value: fc.constant({ k: '$(tasks.t0.results.r)' }) }, [
      'name',
      'value',
      'type',
    ]),
    some({ name, type: fc.constant('array'), value: fc.constant(['$(tasks.t0.results.l[*])']) }, [
      'name',
      'value',
      'type',
    ]),
  ),
  { maxLength: 3, selector: distinct },
);

export const pipelineSpec = some(
  {
    displayName: text,
    description: text,
    params: declaredParams,
    workspaces: fc.tuple(some({ name: fc.constant('ws'), description: text, optional: fc.boolean() }, ['name'])),
    results,
    tasks: fc.array(fc.tuple(pipelineTask, fc.boolean()), { minLength: 1, maxLength: 3 }).map((list) =>
      list.map(([task, after], index) => ({
        ...task,
        name: `t${index}`,
        ...(after ? { runAfter: list.slice(0, index).map((_, before) => `t${before}`) } : {}),
      })),
    ),
    finally: fc
      .array(pipelineTask, { maxLength: 2 })
      .map((list) => list.map((task, index) => ({ ...task, name: `f${index}` }))),
  },
  ['params', 'workspaces', 'tasks'],
);

const podTemplate = some({
  nodeSelector: texts,
  env,
  tolerations: fc.constant([{ key: 'k', operator: 'Exists' }]),
  affinity: fc.constant({ podAntiAffinity: {} }),
  securityContext: some({ runAsNonRoot: fc.boolean(), fsGroup: fc.nat(5) }),
  volumes: fc.constant([{ name: 'v', secret: { secretName: 's' } }]),
  runtimeClassName: name,
  automountServiceAccountToken: fc.boolean(),
  dnsPolicy: fc.constant('Default'),
  dnsConfig: fc.constant({ nameservers: ['1.1.1.1'] }),
  enableServiceLinks: fc.boolean(),
  priorityClassName: name,
  schedulerName: name,
  imagePullSecrets: fc.constant([{ name: 's' }]),
  hostAliases: fc.constant([{ ip: '127.0.0.1', hostnames: ['h'] }]),
  hostNetwork: fc.boolean(),
  hostUsers: fc.boolean(),
  topologySpreadConstraints: fc.constant([{ maxSkew: 1, topologyKey: 'k', whenUnsatisfiable: 'DoNotSchedule' }]),
});
const override = some({ name, resources }, ['name', 'resources']);
const overrides = fc.uniqueArray(override, { maxLength: 2, selector: distinct });
const taskRunSpec = some(
  {
    pipelineTaskName: name,
    taskServiceAccountName: name,
    taskPodTemplate: podTemplate,
    stepOverrides: overrides,
    sidecarOverrides: overrides,
    metadata,
    timeout: fc.constant('1s'),
  },
  ['pipelineTaskName'],
);
const binding = fc.oneof(
  some({ emptyDir: fc.constantFrom({}, { medium: 'Memory' }) }, ['emptyDir']),
  some({ subPath: name, persistentVolumeClaim: fc.constant({ claimName: 'c', readOnly: true }) }, [
    'persistentVolumeClaim',
  ]),
  some({ configMap: fc.constant({ name: 'c', items: [{ key: 'k', path: 'p' }] }) }, ['configMap']),
  some({ secret: fc.constant({ secretName: 's', optional: true }) }, ['secret']),
  some({ projected: fc.constant({ sources: [{ configMap: { name: 'c' } }] }) }, ['projected']),
  some({ csi: fc.constant({ driver: 'd' }) }, ['csi']),
  fc.constant({
    volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
  }),
);
const time = fc.oneof(
  some({ timeout: duration }),
  some({
    timeouts: some({ pipeline: fc.constant('3h'), tasks: fc.constantFrom('90m', '1h'), finally: fc.constant('30m') }),
  }),
);
const pipeline = fc.oneof(
  fc.record({ pipelineRef: some({ name, apiVersion: fc.constant('tekton.dev/v1beta1') }, ['name']) }),
  fc.record({ pipelineRef: resolved }),
  fc.record({ pipelineSpec }),
);
const rest = some({
  params: fc.uniqueArray(param, { maxLength: 3, selector: distinct }),
  serviceAccountName: fc.constantFrom('', 'sa'),
  podTemplate,
  status: fc.constantFrom('PipelineRunPending', 'Cancelled', 'StoppedRunFinally'),
  workspaces: fc
    .array(binding, { maxLength: 3 })
    .map((list) => list.map((each, index) => ({ ...each, name: `w${index}` }))),
  taskRunSpecs: fc.uniqueArray(taskRunSpec, { maxLength: 3, selector: (each) => each.pipelineTaskName }),
  managedBy: fc.constant('example.com/other'),
  // What v1beta1 does not know, and v1 does.
  taskRunTemplate: fc.constant({ serviceAccountName: 'v1' }),
});

export const pipelineRunSpec = fc
  .tuple(pipeline, time, rest)
  .map((parts) => Object.assign({}, ...parts) as Record<string, unknown>);

export const objectMetadata = some({ labels: texts, annotations: texts });
