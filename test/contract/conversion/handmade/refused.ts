import { emptyTask, one, type Specs } from './parts.ts';

/* What Tekton refuses to take as v1beta1. */

export const refusedTasks: Specs = {
  'no steps': { steps: [] },
  'an empty spec': {},
  'streams into files, an alpha feature': {
    steps: [{ name: 's', image: 'i', stdoutConfig: { path: '/out' }, stderrConfig: { path: '/err' } }],
  },
  'an enum without its feature flag': { ...one, params: [{ name: 'p', enum: ['a', 'b'] }] },
  'CEL without its feature flag': { steps: [{ name: 's', image: 'i', when: [{ cel: "'a' == 'a'" }] }] },
  PipelineResources: { ...one, resources: { inputs: [{ name: 'r', type: 'git' }] } },
};

export const refusedPipelines: Specs = {
  'a ClusterTask': { tasks: [{ name: 'a', taskRef: { name: 't', kind: 'ClusterTask' } }] },
  'a pipeline within a pipeline': { tasks: [{ name: 'a', pipelineSpec: { tasks: [emptyTask] } }] },
  'a reference to a pipeline within a pipeline': {
    tasks: [{ name: 'a', pipelineRef: { name: 'p', apiVersion: 'tekton.dev/v1beta1', bundle: 'example.com/b:1' } }],
  },
  'a resolver for a pipeline within a pipeline': {
    tasks: [{ name: 'a', pipelineRef: { resolver: 'git', params: [{ name: 'url', value: 'u' }] } }],
  },
  'an enum without its feature flag': { tasks: [emptyTask], params: [{ name: 'p', enum: ['a', 'b'] }] },
  'CEL without its feature flag': { tasks: [{ ...emptyTask, when: [{ cel: "'a' == 'a'" }] }] },
  PipelineResources: { resources: [{ name: 'r', type: 'git' }], tasks: [emptyTask] },
  'PipelineResources of a task': {
    tasks: [{ name: 'a', taskRef: { name: 't' }, resources: { inputs: [{ name: 'r', resource: 'q' }] } }],
  },
  'PipelineResources of an embedded task': {
    tasks: [{ name: 'a', taskSpec: { ...one, resources: { inputs: [{ name: 'r', type: 'git' }] } } }],
  },
  'a param without a declaration': {
    tasks: [{ name: 'a', taskRef: { name: 't' }, params: [{ name: 'p', value: '$(params.nobody)' }] }],
  },
};

const pipelineRef = { name: 'p' };
export const refusedRuns: Specs = {
  'both timeouts': { pipelineRef, timeout: '90m', timeouts: { pipeline: '1h' } },
  'a timeout and empty timeouts': { pipelineRef, timeout: '90m', timeouts: {} },
  PipelineResources: { pipelineRef, resources: [{ name: 'r', resourceRef: { name: 'q' } }] },
  'PipelineResources of an embedded pipeline': {
    pipelineSpec: { resources: [{ name: 'r', type: 'git' }], tasks: [emptyTask] },
  },
  'neither pipelineRef nor pipelineSpec': {},
  'both pipelineRef and pipelineSpec': { pipelineRef, pipelineSpec: { tasks: [emptyTask] } },
};

/** Tekton refuses bundles since v0.5x, and points to the resolver that took their place. We still convert them. */
export const bundlesOfPipelines: Specs = {
  'a bundle of a task': { tasks: [{ name: 'a', taskRef: { name: 't', kind: 'Task', bundle: 'example.com/b:1' } }] },
};

export const bundlesOfRuns: Specs = {
  'a bundle of the pipeline': { pipelineRef: { name: 'p', bundle: 'example.com/b:1' } },
};
