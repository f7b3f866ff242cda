import { params, resources, type Specs } from './parts.ts';
import { pipelines } from './pipelines.ts';

const pipelineRef = { name: 'p' };
/** Specs of PipelineRuns that Tekton takes. */
export const runs: Specs = {
  'every field of a run': {
    pipelineRef: { name: 'p', apiVersion: 'tekton.dev/v1beta1' },
    params: [
      { name: 'p', value: 'x' },
      { name: 'l', value: ['a', ''] },
      { name: 'o', value: { k: 'v' } },
    ],
    serviceAccountName: 'sa',
    timeouts: { pipeline: '2h', tasks: '90m', finally: '30m0s' },
    podTemplate: {
      nodeSelector: { a: 'b' },
      tolerations: [{ key: 'k', operator: 'Exists' }],
      securityContext: { runAsNonRoot: true, fsGroup: 1 },
      env: [{ name: 'A', value: 'b' }],
      imagePullSecrets: [{ name: 's' }],
      volumes: [{ name: 'v', emptyDir: {} }],
      hostAliases: [{ ip: '127.0.0.1', hostnames: ['h'] }],
      affinity: { nodeAffinity: {} },
    },
    workspaces: [
      { name: 'a', emptyDir: {} },
      { name: 'b', subPath: 'x', persistentVolumeClaim: { claimName: 'c' } },
      { name: 'c', configMap: { name: 'c', items: [{ key: 'k', path: 'p' }] } },
      { name: 'd', secret: { secretName: 's' } },
      { name: 'e', projected: { sources: [{ configMap: { name: 'c' } }] } },
      { name: 'f', csi: { driver: 'd', volumeAttributes: { a: 'b' } } },
      {
        name: 'g',
        volumeClaimTemplate: {
          metadata: { name: 'v', labels: { a: 'b' } },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        },
      },
    ],
    taskRunSpecs: [
      {
        pipelineTaskName: 'a',
        taskServiceAccountName: 'ta',
        taskPodTemplate: { env: [{ name: 'A', value: 'b' }] },
        stepOverrides: [
          { name: 's', resources },
          { name: 't', resources: {} },
        ],
        sidecarOverrides: [{ name: 'c', resources }],
        metadata: { labels: { l: '1' }, annotations: { a: '2' } },
        timeout: '10m',
      },
      { pipelineTaskName: 'b', computeResources: resources },
      { pipelineTaskName: 'c', stepOverrides: [], sidecarOverrides: [] },
    ],
  },
  'the v1 names of what a task of a run may override': {
    pipelineRef,
    taskRunSpecs: [
      {
        pipelineTaskName: 'a',
        serviceAccountName: 'x',
        podTemplate: {},
        stepSpecs: [{ name: 's', computeResources: resources }],
      },
    ],
  },
  'a taskRunTemplate where v1beta1 has none': { pipelineRef, taskRunTemplate: { serviceAccountName: 'x' } },
  'a service account only': { pipelineRef, serviceAccountName: 'sa' },
  'an empty service account and pod template': { pipelineRef, serviceAccountName: '', podTemplate: {} },
  'the deprecated timeout': { pipelineRef, timeout: '90m' },
  'a run that is cancelled at once': { pipelineRef, status: 'Cancelled' },
  'a timeout of zero': { pipelineRef, timeout: '0s' },
  'a part of the timeouts': { pipelineRef, timeouts: { tasks: '30m' } },
  'empty timeouts': { pipelineRef, timeouts: {} },
  'somebody else who manages it': { pipelineRef, managedBy: 'example.com/other' },
  'an embedded pipeline': {
    pipelineSpec: { ...pipelines['an embedded task with metadata and deprecated fields'], params },
    params: [{ name: 'untyped', value: 'x' }],
  },
  'an embedded pipeline with all': {
    pipelineSpec: { ...pipelines['every field of a pipeline and of its tasks'] },
    params: [{ name: 'untyped', value: 'x' }],
    workspaces: [{ name: 'ws', emptyDir: {} }],
  },
  'a resolver': { pipelineRef: { resolver: 'git', params: [{ name: 'url', value: 'u' }] } },
  'an empty list of resources': { pipelineRef, resources: [] },
  'empty lists': { pipelineRef, params: [], workspaces: [], taskRunSpecs: [] },
};
