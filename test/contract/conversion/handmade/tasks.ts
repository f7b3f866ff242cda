import { container, gone, one, params, resources, type Specs, step, volumes } from './parts.ts';

/** Specs of Tasks that Tekton takes, each for something that moved, was renamed or went between v1beta1 and v1. */
export const tasks: Specs = {
  'every field of a step, of its template and of a sidecar': {
    displayName: 'D',
    description: 'text',
    params,
    volumes,
    workspaces: [{ name: 'ws', description: 'x', mountPath: '/m', readOnly: true, optional: true }],
    results: [
      { name: 'r', description: 'x' },
      { name: 'a', type: 'array' },
      { name: 'o', type: 'object', properties: { k: { type: 'string' } } },
    ],
    stepTemplate: { name: 'gone', ...container, ...gone },
    steps: [
      { ...step, ...gone, displayName: 'D', timeout: '90s', onError: 'continue' },
      { name: 'shared', image: 'i', workspaces: [{ name: 'ws', mountPath: '/x' }] },
    ],
    sidecars: [{ name: 'c', ...container, ...gone, command: ['x'], workspaces: [{ name: 'ws', mountPath: '/y' }] }],
  },
  'a sidecar with a script and a restart policy': {
    ...one,
    sidecars: [{ name: 'c', image: 'i', script: 'x', restartPolicy: 'Always' }],
  },
  'empty resources': { stepTemplate: { resources: {} }, steps: [{ name: 's', image: 'i', resources: {} }] },
  'empty lists and objects': {
    params: [],
    volumes: [],
    workspaces: [],
    results: [],
    sidecars: [],
    stepTemplate: {},
    ...one,
  },
  'a step that is a StepAction': {
    params: [{ name: 'p' }],
    steps: [
      {
        name: 's',
        ref: { name: 'action' },
        params: [
          { name: 'p', value: '$(params.p)' },
          { name: 'l', value: ['a'] },
          { name: 'o', value: { k: 'v' } },
        ],
      },
      { name: 't', ref: { resolver: 'git', params: [{ name: 'url', value: 'u' }] } },
    ],
  },
  'results of steps': {
    results: [{ name: 'r', type: 'string', value: '$(steps.s.results.r)' }],
    steps: [
      {
        name: 's',
        image: 'i',
        results: [
          { name: 'r', type: 'string', description: 'x' },
          { name: 'l', type: 'array' },
          { name: 'o', type: 'object', properties: { k: { type: 'string' } } },
        ],
      },
    ],
  },
  'a step that runs when something holds': {
    params: [{ name: 'p' }],
    steps: [{ name: 's', image: 'i', when: [{ input: '$(params.p)', operator: 'in', values: ['a'] }] }],
  },
  'a computeResources where v1beta1 has none': { steps: [{ name: 's', image: 'i', computeResources: resources }] },
  'both resources and computeResources': { steps: [{ name: 's', image: 'i', resources, computeResources: {} }] },
  'an image in the template only': { stepTemplate: { image: 'i' }, steps: [{ name: 's', script: 'x' }] },
};
