import { describe, expect, test } from '@jest/globals';
import {
  describe as describeRequest,
  notAllowed,
  requestInfoOf,
  ruleFor,
} from '../../../../src/kube/api/request-info.ts';
import type { Resource } from '../../../../src/kube/api/resources.ts';

const RUNS: Resource = { group: 'tekton.dev', version: 'v1', plural: 'pipelineruns', namespaced: true };
const PODS: Resource = { group: '', version: 'v1', plural: 'pods', namespaced: true };
const NAMESPACES: Resource = { group: '', version: 'v1', plural: 'namespaces', namespaced: false };

describe('a request', () => {
  test.each([
    [
      requestInfoOf('get', RUNS, { name: 'build-7', namespace: 'ci' }),
      'pipelineruns.tekton.dev build-7 in namespace ci',
    ],
    [requestInfoOf('list', RUNS), 'pipelineruns.tekton.dev in all namespaces'],
    [requestInfoOf('get', PODS, { name: 'p', namespace: 'ci', subresource: 'log' }), 'pods/log p in namespace ci'],
    [requestInfoOf('create', NAMESPACES, { name: 'n' }), 'namespaces n'],
  ])('is told in the words of a rule', (info, expected) => expect(describeRequest(info)).toBe(expected));

  test.each([
    [
      requestInfoOf('get', PODS, { namespace: 'ci', subresource: 'log' }),
      'add to a Role (or a bound ClusterRole) in namespace ci: {apiGroups: [""], resources: ["pods/log"], verbs: ["get"]}',
    ],
    [
      requestInfoOf('watch', RUNS),
      'add to a ClusterRole with a ClusterRoleBinding: {apiGroups: ["tekton.dev"], resources: ["pipelineruns"], verbs: ["watch"]}',
    ],
    [
      requestInfoOf('create', NAMESPACES, { name: 'n' }),
      'add to a ClusterRole with a ClusterRoleBinding: {apiGroups: [""], resources: ["namespaces"], verbs: ["create"]}',
    ],
  ])('has a rule that allows it', (info, expected) => expect(ruleFor(info)).toBe(expected));

  test('that is denied says what, why and how to allow it', () => {
    const info = requestInfoOf('create', NAMESPACES, { name: 'n' });
    expect(notAllowed(info, 'the server says no')).toMatchObject({
      code: 'not-allowed',
      message: 'not allowed to create namespaces n: the server says no',
      hint: ruleFor(info),
    });
  });
});
