import type { PipelineRunSpec, Step, TaskSpec } from '../../src/core/tekton/types.ts';
import { aPayload } from './builders.ts';

export const CLAIM = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data', annotations: { 'volume.beta.kubernetes.io/storage-class': 'ancient', keep: 'x' } },
  spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'gold', resources: { requests: { storage: '1Gi' } } },
};
export const STEP: Step = { name: 's', image: 'icr.io/team/tool:1' };
export const TASK: TaskSpec = {
  params: [{ name: 'image', default: 'icr.io/team/other' }],
  steps: [STEP, { name: 'given', image: '$(params.image)' }],
  sidecars: [{ name: 'db', image: 'postgres:16' }],
  stepTemplate: { image: 'icr.io/base@sha256:0' },
};
export const WORKSPACES = {
  workspaces: [
    { name: 'ws', persistentVolumeClaim: { claimName: 'data' }, subPath: 'a' },
    { name: 'scratch', volumeClaimTemplate: { spec: { resources: { requests: { storage: '2Gi' } } } } },
    { name: 'conf', configMap: { name: 'settings' } },
  ],
};
export const SPEC = {
  workspaces: [{ name: 'ws' }, { name: 'scratch' }, { name: 'conf' }, { name: 'cache' }],
  tasks: [
    { name: 'one', taskRef: { name: 'work' }, workspaces: [{ name: 'in', workspace: 'ws' }] },
    { name: 'two', taskSpec: TASK, workspaces: [{ name: 'ws' }] },
  ],
};
export const OWN: Partial<PipelineRunSpec> = {
  ...WORKSPACES,
  taskRunTemplate: {
    serviceAccountName: 'theirs',
    podTemplate: { nodeSelector: { zone: 'a' }, tolerations: [{ key: 'k' }] },
  },
  taskRunSpecs: [
    { pipelineTaskName: 'one', serviceAccountName: 'special', podTemplate: { imagePullSecrets: [{ name: 'old' }] } },
    { pipelineTaskName: 'two' },
  ],
  timeouts: { pipeline: '1h', tasks: '50m', finally: '10m' },
};
/** A payload with something of all that a target may change. */
export const PAYLOAD = aPayload('main', { tasks: { work: TASK }, spec: SPEC, run: OWN, objects: [CLAIM] });
