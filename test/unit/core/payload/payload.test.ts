import { expect, test } from '@jest/globals';
import type { KubeObject } from '../../../../src/core/k8s/object.ts';
import { assemblePayload } from '../../../../src/core/payload/payload.ts';
import { aBareRun } from '../../../support/builders.ts';

const run = (name = 'run') => aBareRun({ pipelineRef: { name: 'p' } }, { name });
const object = (kind: string, apiVersion = 'v1', name = 'x'): KubeObject => ({ apiVersion, kind, metadata: { name } });
const assemble = (...objects: KubeObject[]) =>
  assemblePayload(
    'f.json',
    objects.map((each, index) => ({ object: each, placeOf: () => `document ${index + 1}` })),
  );

test('one PipelineRun and the objects that it needs make a payload; Namespaces are left out', () => {
  const [pipeline, secret] = [object('Pipeline', 'tekton.dev/v1'), object('Secret')];
  expect(assemble(object('Namespace'), pipeline, run(), secret)).toEqual({
    ok: true,
    payload: { file: 'f.json', run: run(), objects: [pipeline, secret] },
  });
});

test.each(['Role', 'RoleBinding', 'ClusterRoleBinding', 'Pod', 'Deployment', 'ValidatingWebhookConfiguration'])(
  'a %s is refused',
  (kind) => {
    expect(assemble(run(), object(kind))).toEqual({
      ok: false,
      problems: [
        expect.stringContaining(
          `document 2: ${kind} x (v1) cannot be part of a payload; allowed: PipelineRun, Pipeline`,
        ),
      ],
    });
  },
);

test('a known kind of another group is refused', () => {
  expect(assemble(run(), object('Task', 'example.com/v1'))).toMatchObject({ ok: false });
  expect(assemble(object('PipelineRun', 'example.com/v1'))).toMatchObject({ ok: false });
});

test('all problems are told at once', () => {
  const nameless = { ...object('Task', 'tekton.dev/v1'), metadata: {} };
  expect(assemble(run('a'), run('b'), nameless, object('Secret'), object('Secret'), object('Pod'))).toEqual({
    ok: false,
    problems: [
      'document 3: Task has no metadata.name',
      'document 5: Secret x is there already, at document 4',
      expect.stringContaining('document 6: Pod x (v1) cannot be part of a payload'),
      'f.json: holds 2 PipelineRuns, needs exactly one: a at document 1, b at document 2',
    ],
  });
});

test('no PipelineRun is a problem', () => {
  expect(assemble(object('Secret'))).toEqual({
    ok: false,
    problems: ['f.json: holds no PipelineRun, needs exactly one'],
  });
});

test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
  'a kind that is called as what every JavaScript object has, %s, is one that cannot be part of a payload',
  (kind) => {
    expect(assemble(run(), object(kind))).toEqual({
      ok: false,
      problems: [expect.stringContaining(`${kind} x (v1) cannot be part of a payload`)],
    });
  },
);
