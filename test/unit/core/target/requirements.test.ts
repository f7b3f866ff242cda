import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../../../src/core/k8s/object.ts';
import { mergeRequirements, NO_REQUIREMENTS, requirementsOf } from '../../../../src/core/target/requirements.ts';
import { aPayload } from '../../../support/builders.ts';
import { PAYLOAD } from '../../../support/target-payload.ts';

/** An object with fields of its own kind. */
const objectOf = (kind: string, fields: object): KubeObject => {
  const made = { apiVersion: 'v1', kind, metadata: { name: kind.toLowerCase() }, ...fields };
  return made;
};

describe('what a payload needs of the cluster', () => {
  test('is named by its run, its tasks and its claims, each thing once and in order', () => {
    expect(requirementsOf(PAYLOAD)).toEqual({
      images: ['$(params.image)', 'icr.io/base@sha256:0', 'icr.io/team/tool:1', 'postgres:16'],
      storageClasses: ['', 'ancient'],
      serviceAccounts: ['special', 'theirs'],
      imagePullSecrets: ['old'],
      nodeSelector: ['zone=a'],
      controllers: [],
    });
  });

  test('includes resolvers, custom tasks, StepActions, and pull secrets of ServiceAccounts', () => {
    const payload = aPayload('main', {
      spec: {
        tasks: [
          { name: 'a', taskRef: { resolver: 'git' } },
          { name: 'b', taskRef: { kind: 'Wait', name: 'w' } },
          { name: 'c', taskSpec: { steps: [{ name: 's', ref: { resolver: 'hub' } }] } },
        ],
      },
      objects: [
        objectOf('StepAction', { spec: { image: 'icr.io/x' } }),
        objectOf('ServiceAccount', { imagePullSecrets: [{ name: 'pull' }] }),
      ],
    });
    expect(requirementsOf(payload)).toEqual({
      ...NO_REQUIREMENTS,
      images: ['icr.io/x'],
      imagePullSecrets: ['pull'],
      controllers: ['custom task Wait', 'resolver git', 'resolver hub'],
    });
  });

  test('does not include a class where a claim asks for a volume that somebody made by hand', () => {
    const claim = (storageClassName: string) => objectOf('PersistentVolumeClaim', { spec: { storageClassName } });
    expect(requirementsOf(aPayload('main', { objects: [claim(''), claim('gold')] })).storageClasses).toEqual(['gold']);
  });
});

test('needs of two payloads are one sorted list of each', () => {
  const one = { ...NO_REQUIREMENTS, images: ['b', 'c'], controllers: ['resolver git'] };
  const other = { ...NO_REQUIREMENTS, images: ['a', 'b'] };
  expect(mergeRequirements(one, other)).toEqual({ ...one, images: ['a', 'b', 'c'] });
});
