import { emptyTask, gone, params, resources, type Specs, step, volumes } from './parts.ts';

/** Specs of Pipelines that Tekton takes. */
export const pipelines: Specs = {
  'every field of a pipeline and of its tasks': {
    displayName: 'D',
    description: 'text',
    params,
    workspaces: [{ name: 'ws', description: 'x', optional: true }],
    results: [
      { name: 'r', description: 'x', value: '$(tasks.a.results.r)' },
      { name: 'l', type: 'array', description: '', value: ['$(tasks.a.results.r)'] },
      { name: 'o', type: 'object', description: 'x', value: { k: '$(tasks.a.results.r)' } },
    ],
    tasks: [
      {
        name: 'a',
        displayName: 'D',
        description: 'text',
        taskRef: { name: 't', kind: 'Task' },
        params: [
          { name: 'p', value: '$(params.p)' },
          { name: 'l', value: ['$(params.arr[*])'] },
          { name: 'o', value: '$(params.obj[*])' },
        ],
        when: [{ input: '$(params.p)', operator: 'notin', values: ['x', '$(params.arr[*])'] }],
        retries: 2,
        timeout: '90m',
        workspaces: [{ name: 'w', workspace: 'ws', subPath: 'x' }],
      },
      { name: 'b', onError: 'continue', runAfter: ['a'], taskRef: { name: 't', apiVersion: 'tekton.dev/v1beta1' } },
      {
        name: 'm',
        taskRef: { name: 't' },
        matrix: {
          params: [
            { name: 'p', value: ['x', 'y'] },
            { name: 'q', value: '$(params.arr[*])' },
          ],
        },
      },
    ],
    finally: [{ name: 'f', taskRef: { name: 't' }, params: [{ name: 'p', value: '$(tasks.a.status)' }] }],
  },
  'matrices, their combinations in order': {
    tasks: [
      {
        name: 'm',
        taskRef: { name: 't' },
        matrix: {
          params: [
            { name: 'z', value: ['1', '2'] },
            { name: 'a', value: ['3'] },
          ],
          include: [
            { name: 'second', params: [{ name: 'z', value: '9' }] },
            {
              name: 'first',
              params: [
                { name: 'q', value: 'r' },
                { name: 'a', value: 's' },
              ],
            },
          ],
        },
      },
      {
        name: 'only-include',
        taskRef: { name: 't' },
        matrix: { include: [{ name: 'i', params: [{ name: 'p', value: 'x' }] }] },
      },
    ],
  },
  'an empty matrix': { tasks: [{ ...emptyTask, matrix: {} }] },
  'a matrix with empty lists': { tasks: [{ ...emptyTask, matrix: { params: [], include: [] } }] },
  'empty lists': {
    params: [],
    workspaces: [],
    results: [],
    tasks: [{ ...emptyTask, params: [], when: [], runAfter: [], workspaces: [] }],
    finally: [],
  },
  'an embedded task with metadata and deprecated fields': {
    tasks: [
      {
        name: 'a',
        taskSpec: {
          metadata: { labels: { l: '1' }, annotations: { a: '2' } },
          params,
          volumes,
          stepTemplate: { name: 'gone', ...gone, resources },
          steps: [{ ...step, ...gone }],
        },
      },
    ],
    finally: [{ name: 'f', taskSpec: { steps: [{ name: 's', image: 'i', tty: true, resources: {} }] } }],
  },
  'references to resolvers': {
    tasks: [
      {
        name: 'a',
        taskRef: {
          resolver: 'git',
          params: [
            { name: 'url', value: 'u' },
            { name: 'list', value: ['a'] },
            { name: 'o', value: { k: 'v' } },
          ],
        },
      },
      { name: 'b', taskRef: { resolver: 'hub', kind: 'Task', params: [] } },
    ],
  },
  'custom tasks': {
    tasks: [
      { name: 'ref', taskRef: { apiVersion: 'example.dev/v0', kind: 'Wait', name: 'n' } },
      { name: 'anonymous', taskRef: { apiVersion: 'example.dev/v0', kind: 'Wait' }, retries: 1, timeout: '1h' },
      {
        name: 'spec',
        taskSpec: {
          apiVersion: 'example.dev/v0',
          kind: 'Wait',
          spec: { resources: [1, { deep: 'x' }], steps: [{ resources: {} }] },
          metadata: { labels: { l: '1' } },
        },
      },
    ],
  },
  'an empty list of resources': { resources: [], tasks: [emptyTask] },
};
