import { describe, expect, test } from '@jest/globals';
import { applyToPods } from '../../../../src/core/target/pods.ts';
import { PAYLOAD } from '../../../support/target-payload.ts';

describe('pods', () => {
  const { payload, changes } = applyToPods(PAYLOAD, {
    imagePullSecrets: ['pull'],
    nodeSelector: { pool: 'ci' },
    tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'ci', effect: 'NoSchedule' }],
    serviceAccount: 'runner',
  });
  const { spec } = payload.run;

  test('get what is named besides their own', () => {
    expect(spec.taskRunTemplate).toEqual({
      serviceAccountName: 'runner',
      podTemplate: {
        imagePullSecrets: [{ name: 'pull' }],
        nodeSelector: { zone: 'a', pool: 'ci' },
        tolerations: [{ key: 'k' }, { key: 'dedicated', operator: 'Equal', value: 'ci', effect: 'NoSchedule' }],
      },
    });
  });

  test('of a task with a template of its own get it too, and keep what the run gives them', () => {
    expect(spec.taskRunSpecs).toEqual([
      {
        pipelineTaskName: 'one',
        serviceAccountName: 'runner',
        podTemplate: {
          imagePullSecrets: [{ name: 'old' }, { name: 'pull' }],
          nodeSelector: { zone: 'a', pool: 'ci' },
          tolerations: [{ key: 'k' }, { key: 'dedicated', operator: 'Equal', value: 'ci', effect: 'NoSchedule' }],
        },
      },
      { pipelineTaskName: 'two' },
    ]);
  });

  test('and all of it is told', () => {
    expect(changes).toEqual([
      'image pull secret pull: added',
      'node selector pool: none -> ci',
      'toleration dedicated=ci:NoSchedule: added',
      'ServiceAccount of the run: theirs -> runner',
      'ServiceAccount of task one: special -> runner',
    ]);
  });
});
