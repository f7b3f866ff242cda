import { describe, expect, test } from '@jest/globals';
import { applyToImages, begins, mirrored } from '../../../../src/core/target/images.ts';
import type { TaskSpec } from '../../../../src/core/tekton/types.ts';
import { aPayload } from '../../../support/builders.ts';
import { PAYLOAD, STEP, TASK } from '../../../support/target-payload.ts';

describe('image mirrors', () => {
  const MIRRORS = [
    { from: 'docker.io', to: 'reg.corp/hub' },
    { from: 'icr.io', to: 'reg.corp/icr' },
    { from: 'icr.io/team', to: 'reg.corp/team' },
  ];
  test.each([
    ['alpine', 'reg.corp/hub/library/alpine'],
    ['alpine:3', 'reg.corp/hub/library/alpine:3'],
    ['bitnami/kubectl@sha256:0', 'reg.corp/hub/bitnami/kubectl@sha256:0'],
    ['docker.io/alpine', 'reg.corp/hub/alpine'],
    ['icr.io/base', 'reg.corp/icr/base'],
    ['icr.io/team/tool:1', 'reg.corp/team/tool:1'],
    ['icr.io/teams/tool:1', 'reg.corp/icr/teams/tool:1'],
    ['icr.io/base:$(params.tag)', 'reg.corp/icr/base:$(params.tag)'],
    ['icr.iox/base', 'icr.iox/base'],
    ['localhost:5000/x', 'localhost:5000/x'],
    ['reg.corp/team/tool:1', 'reg.corp/team/tool:1'],
    ['$(params.image)', '$(params.image)'],
  ])('%s -> %s', (image, expected) => {
    expect(mirrored(image, MIRRORS)).toBe(expected);
  });

  test('reach steps, sidecars and templates of Tasks and of embedded specs, and nothing else', () => {
    const { payload: made, changes, warnings } = applyToImages(PAYLOAD, { images: MIRRORS });
    const expected: TaskSpec = {
      ...TASK,
      steps: [{ ...STEP, image: 'reg.corp/team/tool:1' }, ...(TASK.steps ?? []).slice(1)],
      sidecars: [{ name: 'db', image: 'reg.corp/hub/library/postgres:16' }],
      stepTemplate: { image: 'reg.corp/icr/base@sha256:0' },
    };
    expect(made.objects.find(({ kind }) => kind === 'Task')).toMatchObject({ spec: expected });
    expect(made.objects[0]).toMatchObject({ spec: { tasks: [{}, { taskSpec: expected }] } });
    expect(changes).toContain('image icr.io/team/tool:1 -> reg.corp/team/tool:1');
    expect(warnings[0]).toContain('image $(params.image) is known only at run time');
  });

  test('reach StepActions and pipelines embedded in the run', () => {
    const action = {
      apiVersion: 'tekton.dev/v1beta1',
      kind: 'StepAction',
      metadata: { name: 'a' },
      spec: { image: 'icr.io/a' },
    };
    const embedded = aPayload('main', {
      run: { pipelineSpec: { tasks: [{ name: 't', taskSpec: { steps: [STEP] } }] } },
      objects: [action],
    });
    const { payload: made } = applyToImages(embedded, { images: MIRRORS });
    expect(made.objects.at(-1)).toMatchObject({ spec: { image: 'reg.corp/icr/a' } });
    expect(made.run.spec.pipelineSpec?.tasks?.[0]?.taskSpec?.steps?.[0]?.image).toBe('reg.corp/team/tool:1');
  });
});

test.each([
  ['quay.io/team', 'quay.io/team', true],
  ['quay.io/team/x', 'quay.io/team', true],
  ['quay.io/team:1', 'quay.io/team', true],
  ['quay.io/team@sha256:0', 'quay.io/team', true],
  ['quay.io/teams', 'quay.io/team', false],
  ['x/quay.io/team', 'quay.io/team', false],
])('%s begins with %s: %s', (image, prefix, expected) => expect(begins(image, prefix)).toBe(expected));
