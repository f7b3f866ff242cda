import { expect, test } from '@jest/globals';
import { unsetParamsProblem } from '../../../../src/core/payload/unset-params.ts';
import { aPayload } from '../../../support/builders.ts';

const params = [{ name: 'a' }, { name: 'b', default: '' }, { name: 'c' }];
const payload = (run: object) => aPayload('main', { spec: { params, tasks: [] }, run });

test('params without a default that the run does not pass are named, with how to give them', () => {
  expect(unsetParamsProblem(payload({}))).toBe(
    'main.json: the pipeline has params without a value: a, c; ' +
      'give each as an override such as {"name":"a","value":"..."}, or with --param a=VALUE where it is the main pipeline',
  );
});

test('those that the run passes have a value', () => {
  expect(
    unsetParamsProblem(
      payload({
        params: [
          { name: 'a', value: '' },
          { name: 'c', value: 'x' },
        ],
      }),
    ),
  ).toBeUndefined();
});

test('a pipeline that Tekton resolves is not looked into', () => {
  expect(unsetParamsProblem(payload({ pipelineRef: { resolver: 'git' } }))).toBeUndefined();
});
