import { expect, test } from '@jest/globals';
import { pathText } from '../../../../src/core/field-path.ts';
import { locatedValue } from '../../../../src/core/trigger/located-value.ts';
import { substitute } from '../../../../src/core/trigger/substitute.ts';

/** The spec of a template with `url` put in for the param `repository`; `branch` has no value. */
function put(spec: unknown) {
  const object = { apiVersion: 'v1', kind: 'Any', metadata: {}, spec };
  const { value, used } = substitute(locatedValue({ object, placeOf: pathText }), {
    uid: 'abc12',
    values: new Map([['repository', 'url']]),
    declared: new Set(['repository', 'branch']),
  });
  return { spec: (value as { readonly spec: unknown }).spec, used };
}

test.each<[string, unknown, unknown]>([
  ['params by both names, and the uid', '$(tt.params.repository) $(params.repository) $(uid)', 'url url abc12'],
  [
    'not what is not the template’s: Tekton replaces it',
    '$(context.pipelineRun.name) $(params.other) $(tasks.x.results.y) $(params) $(',
    '$(context.pipelineRun.name) $(params.other) $(tasks.x.results.y) $(params) $(',
  ],
  [
    'not a param that an embedded pipeline declares itself, but by its name with tt',
    {
      pipelineSpec: {
        params: [{ name: 'repository' }],
        tasks: [{ name: '$(params.repository)', at: '$(tt.params.repository)' }],
      },
    },
    { pipelineSpec: { params: [{ name: 'repository' }], tasks: [{ name: '$(params.repository)', at: 'url' }] } },
  ],
  [
    'keys; numbers and booleans stay what they are',
    { n: 5, b: true, '$(params.repository)': [1, 'x'] },
    { n: 5, b: true, url: [1, 'x'] },
  ],
])('what is put in: %s', (_title, spec, expected) => {
  expect(put(spec)).toEqual({ spec: expected, used: [] });
});

test('a param without a value stays, and each of its uses is told with its place', () => {
  expect(put({ a: '$(tt.params.branch)', b: ['$(params.branch) $(tt.params.gone)'] })).toEqual({
    spec: { a: '$(tt.params.branch)', b: ['$(params.branch) $(tt.params.gone)'] },
    used: [
      { name: 'branch', place: 'spec.a' },
      { name: 'branch', place: 'spec.b[0]' },
      { name: 'gone', place: 'spec.b[0]' },
    ],
  });
});
