import { describe, expect, test } from '@jest/globals';
import { toV1 } from '../../../../src/core/tekton/convert-v1.ts';

const beta = (kind: string, spec: object) => ({
  apiVersion: 'tekton.dev/v1beta1',
  kind,
  metadata: { name: 'x', labels: { a: 'b' } },
  spec,
});

const cases: readonly [string, string, object, object][] = [
  [
    'resources of a step, a sidecar and the stepTemplate become computeResources',
    'Task',
    {
      steps: [{ name: 's', resources: { limits: { cpu: '1' } } }],
      sidecars: [{ name: 'c', resources: { requests: { cpu: '1' } } }],
      stepTemplate: { name: 't', env: [{ name: 'A', value: 'b' }], resources: {} },
    },
    {
      steps: [{ name: 's', computeResources: { limits: { cpu: '1' } } }],
      sidecars: [{ name: 'c', computeResources: { requests: { cpu: '1' } } }],
      stepTemplate: { env: [{ name: 'A', value: 'b' }], computeResources: {} },
    },
  ],
  [
    'fields that v1 steps do not have are dropped, all others kept',
    'Task',
    {
      params: [{ name: 'p' }],
      steps: [{ name: 's', image: 'i', script: 'x', tty: true, stdin: true, ports: [], lifecycle: {} }],
    },
    { params: [{ name: 'p' }], steps: [{ name: 's', image: 'i', script: 'x' }] },
  ],
  [
    'embedded taskSpecs of tasks and finally are converted',
    'Pipeline',
    {
      tasks: [{ name: 'a', taskSpec: { steps: [{ resources: { x: 1 } }] }, runAfter: ['b'] }],
      finally: [{ name: 'f', taskSpec: { steps: [{ tty: true, name: 's' }] } }],
    },
    {
      tasks: [{ name: 'a', taskSpec: { steps: [{ computeResources: { x: 1 } }] }, runAfter: ['b'] }],
      finally: [{ name: 'f', taskSpec: { steps: [{ name: 's' }] } }],
    },
  ],
  [
    'a bundle becomes the bundles resolver',
    'Pipeline',
    { tasks: [{ name: 'a', taskRef: { name: 't', kind: 'Task', bundle: 'img' } }] },
    {
      tasks: [
        {
          name: 'a',
          taskRef: {
            resolver: 'bundles',
            params: [
              { name: 'bundle', value: 'img' },
              { name: 'name', value: 't' },
              { name: 'kind', value: 'task' },
            ],
          },
        },
      ],
    },
  ],
  [
    'service account and podTemplate of a PipelineRun go into taskRunTemplate',
    'PipelineRun',
    { pipelineRef: { name: 'p' }, serviceAccountName: 'sa', podTemplate: { nodeSelector: { a: 'b' } } },
    {
      pipelineRef: { name: 'p' },
      taskRunTemplate: { serviceAccountName: 'sa', podTemplate: { nodeSelector: { a: 'b' } } },
    },
  ],
  [
    'an empty name of a service account is none',
    'PipelineRun',
    {
      pipelineRef: { name: 'p' },
      serviceAccountName: '',
      taskRunSpecs: [{ pipelineTaskName: 'a', taskServiceAccountName: '' }],
    },
    { pipelineRef: { name: 'p' }, taskRunSpecs: [{ pipelineTaskName: 'a' }] },
  ],
  [
    'the deprecated timeout becomes that of the pipeline',
    'PipelineRun',
    { pipelineRef: { name: 'p' }, timeout: '2h' },
    { pipelineRef: { name: 'p' }, timeouts: { pipeline: '2h' } },
  ],
  [
    'an empty matrix goes, any other stays',
    'Pipeline',
    {
      tasks: [
        { name: 'a', matrix: {} },
        { name: 'b', matrix: { params: [], include: [] } },
        { name: 'c', matrix: { params: [], include: [{ name: 'i' }] } },
      ],
    },
    { tasks: [{ name: 'a' }, { name: 'b' }, { name: 'c', matrix: { params: [], include: [{ name: 'i' }] } }] },
  ],
  [
    'what is a name of v1 only means nothing, and managedBy gets lost, as in Tekton',
    'PipelineRun',
    {
      pipelineSpec: { tasks: [{ name: 'a', taskSpec: { steps: [{ name: 's', computeResources: { x: 1 } }] } }] },
      managedBy: 'm',
      taskRunTemplate: { serviceAccountName: 'x' },
      taskRunSpecs: [
        { pipelineTaskName: 'a', serviceAccountName: 'x', podTemplate: {}, stepSpecs: [], sidecarSpecs: [] },
      ],
    },
    {
      pipelineSpec: { tasks: [{ name: 'a', taskSpec: { steps: [{ name: 's' }] } }] },
      taskRunSpecs: [{ pipelineTaskName: 'a' }],
    },
  ],
  [
    'taskRunSpecs get their new names',
    'PipelineRun',
    {
      pipelineRef: { name: 'p' },
      taskRunSpecs: [
        {
          pipelineTaskName: 'a',
          taskServiceAccountName: 'sa',
          taskPodTemplate: { env: [] },
          stepOverrides: [{ name: 's', resources: { x: 1 } }],
          sidecarOverrides: [{ name: 'c', resources: { y: 1 } }],
        },
      ],
    },
    {
      pipelineRef: { name: 'p' },
      taskRunSpecs: [
        {
          pipelineTaskName: 'a',
          serviceAccountName: 'sa',
          podTemplate: { env: [] },
          stepSpecs: [{ name: 's', computeResources: { x: 1 } }],
          sidecarSpecs: [{ name: 'c', computeResources: { y: 1 } }],
        },
      ],
    },
  ],
  [
    'an embedded pipelineSpec is converted down to its steps',
    'PipelineRun',
    { pipelineSpec: { tasks: [{ name: 'a', taskSpec: { steps: [{ resources: {} }] } }] } },
    { pipelineSpec: { tasks: [{ name: 'a', taskSpec: { steps: [{ computeResources: {} }] } }] } },
  ],
];

test.each(cases)('%s', (_title, kind, before, after) => {
  const given = beta(kind, before);
  const frozen = structuredClone(given);
  const { object, problems } = toV1(given);
  expect(problems).toEqual([]);
  expect(object).toEqual({ ...beta(kind, after), apiVersion: 'tekton.dev/v1' });
  expect(given).toEqual(frozen);
});

test.each([
  ['a v1 Task', { ...beta('Task', { steps: [{ resources: {} }] }), apiVersion: 'tekton.dev/v1' }],
  ['a v1 PipelineRun', { ...beta('PipelineRun', { serviceAccountName: 'x' }), apiVersion: 'tekton.dev/v1' }],
  ['a StepAction, which is v1beta1 for good', beta('StepAction', { image: 'x' })],
  ['a ConfigMap', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data: {} }],
])('%s stays as it is', (_title, object) => expect(toV1(object)).toEqual({ object, problems: [] }));

describe('what v1 has no more is told with its place', () => {
  test.each([
    ['Task', { resources: { inputs: [] } }, 'spec.resources: Tekton has no PipelineResources any more'],
    ['PipelineRun', { timeout: '1h', timeouts: {} }, 'spec.timeout: is the deprecated name of spec.timeouts.pipeline'],
    ['PipelineRun', { resources: [{ name: 'r' }] }, 'spec.resources: Tekton has no PipelineResources any more'],
    [
      'Pipeline',
      { tasks: [{ name: 'a' }, { name: 'b', resources: {} }] },
      'spec.tasks[1].resources: Tekton has no PipelineResources any more',
    ],
    [
      'Pipeline',
      { finally: [{ name: 'a', conditions: [] }] },
      'spec.finally[0].conditions: Tekton has no Conditions any more',
    ],
    [
      'PipelineRun',
      { pipelineSpec: { tasks: [{ name: 'a', taskSpec: { resources: {} } }] } },
      'spec.pipelineSpec.tasks[0].taskSpec.resources: Tekton has no PipelineResources any more',
    ],
  ])('%s %j', (kind, spec, problem) => {
    expect(toV1(beta(kind, spec)).problems).toEqual([expect.stringContaining(problem)]);
  });

  test('but an empty list of resources is no problem', () => {
    expect(toV1(beta('Pipeline', { resources: [], tasks: [] })).problems).toEqual([]);
  });
});

test('an object without a spec is converted without a crash', () => {
  const { spec: _none, ...bare } = beta('Task', {});
  expect(toV1(bare).object).toEqual({ ...bare, apiVersion: 'tekton.dev/v1', spec: {} });
});
