import { describe, expect, test } from '@jest/globals';
import type { Payload } from '../../../../src/core/payload/payload.ts';
import { applyToWorkspaces } from '../../../../src/core/target/workspaces.ts';
import { aPayload } from '../../../support/builders.ts';
import { CLAIM, OWN, PAYLOAD, SPEC, STEP, TASK, WORKSPACES } from '../../../support/target-payload.ts';

const claimOf = ({ objects }: Payload) => objects.find(({ kind }) => kind === 'PersistentVolumeClaim');

describe('an emptyDir', () => {
  test('takes the place of a named workspace, whose claim is left out, and says what that breaks', () => {
    const { payload: made, changes, warnings } = applyToWorkspaces(PAYLOAD, { emptyDir: ['ws'] });
    expect(made.run.spec.workspaces?.[0]).toEqual({ name: 'ws', emptyDir: {} });
    expect(claimOf(made)).toBeUndefined();
    expect(changes).toEqual([
      'workspace ws: persistentVolumeClaim data -> emptyDir',
      'PersistentVolumeClaim data: left out, nothing uses it',
    ]);
    expect(warnings).toEqual([expect.stringContaining('2 tasks use it (one, two): files do not pass between tasks')]);
  });

  test('leaves a claim that a task mounts by itself', () => {
    const volume = { name: 'v', persistentVolumeClaim: { claimName: 'data' } };
    const mounting = aPayload('main', {
      tasks: { work: { ...TASK, volumes: [volume] } },
      spec: SPEC,
      run: OWN,
      objects: [CLAIM],
    });
    expect(claimOf(applyToWorkspaces(mounting, { emptyDir: ['ws'] }).payload)).toBeDefined();
  });

  test('binds a workspace that the run forgot', () => {
    expect(applyToWorkspaces(PAYLOAD, { emptyDir: ['cache'] }).payload.run.spec.workspaces?.at(-1)).toEqual({
      name: 'cache',
      emptyDir: {},
    });
  });

  test('for all spares what brings content, and binds nothing new', () => {
    const { workspaces } = applyToWorkspaces(PAYLOAD, { emptyDir: ['*'] }).payload.run.spec;
    expect(workspaces).toEqual([
      { name: 'ws', emptyDir: {} },
      { name: 'scratch', emptyDir: {} },
      WORKSPACES.workspaces[2],
    ]);
  });

  test('leaves a claim that a param may name for a volume', () => {
    const volume = { name: 'v', persistentVolumeClaim: { claimName: '$(params.claim)' } };
    const naming = aPayload('main', {
      tasks: { work: { ...TASK, params: [{ name: 'claim' }], volumes: [volume] } },
      spec: {
        ...SPEC,
        tasks: [{ name: 'one', taskRef: { name: 'work' }, params: [{ name: 'claim', value: 'data' }] }],
      },
      run: OWN,
      objects: [CLAIM],
    });
    expect(claimOf(applyToWorkspaces(naming, { emptyDir: ['ws'] }).payload)).toBeDefined();
  });

  test('does not take a workspace, or a file, that has the name of the claim for a use of it', () => {
    const named = aPayload('main', {
      tasks: { work: { ...TASK, workspaces: [{ name: 'data' }], steps: [{ ...STEP, args: ['data'] }] } },
      spec: { workspaces: [{ name: 'data' }], tasks: [{ name: 'one', taskRef: { name: 'work' } }] },
      run: { workspaces: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] },
      objects: [CLAIM],
    });
    expect(claimOf(applyToWorkspaces(named, { emptyDir: ['data'] }).payload)).toBeUndefined();
  });
});
