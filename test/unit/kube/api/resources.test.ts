import { expect, test } from '@jest/globals';
import { collectionPath, objectPath, resourceOf } from '../../../../src/kube/api/resources.ts';

test.each([
  ['v1', 'ConfigMap', '/api/v1/namespaces/ci/configmaps/x'],
  ['tekton.dev/v1', 'PipelineRun', '/apis/tekton.dev/v1/namespaces/ci/pipelineruns/x'],
  ['tekton.dev/v1beta1', 'StepAction', '/apis/tekton.dev/v1beta1/namespaces/ci/stepactions/x'],
  ['v1', 'Namespace', '/api/v1/namespaces/x'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/x'],
])('%s %s is at %s', (apiVersion, kind, path) => {
  const ref = { apiVersion, kind, namespace: 'ci', name: 'x' };

  expect(objectPath(resourceOf(apiVersion, kind), ref)).toBe(path);
});

test('a collection without a namespace is that of all namespaces', () => {
  expect(collectionPath(resourceOf('tekton.dev/v1', 'TaskRun'))).toBe('/apis/tekton.dev/v1/taskruns');
});

test('an unknown kind is refused with the known ones', () => {
  expect(() => resourceOf('tekton.dev/v1', 'PipelineRuns')).toThrow(
    expect.objectContaining({
      code: 'bad-input',
      message: 'subpipe does not handle the kind PipelineRuns of tekton.dev/v1',
      hint: 'kinds that it handles in tekton.dev: CustomRun, Pipeline, PipelineRun, StepAction, Task, TaskRun',
    }),
  );
});

test('an object of a namespaced kind without a namespace is refused', () => {
  const ref = { apiVersion: 'v1', kind: 'Secret', name: 'x' };

  expect(() => objectPath(resourceOf('v1', 'Secret'), ref)).toThrow('Secret x has no namespace');
});

test.each(['', '.', '..', 'a/b', '%2e%2e'])('the name "%s" never becomes part of a path', (name) => {
  const resource = resourceOf('v1', 'Secret');

  expect(() => objectPath(resource, { apiVersion: 'v1', kind: 'Secret', namespace: 'ci', name })).toThrow('cannot be');
  expect(() => collectionPath(resource, name)).toThrow('cannot be');
});

test.each([
  ['v1', 'constructor'],
  ['constructor/v1', 'name'],
  ['__proto__/v1', 'toString'],
])('a group or kind that is called as what every JavaScript object has, %s %s, is not known', (apiVersion, kind) => {
  expect(() => resourceOf(apiVersion, kind)).toThrow(expect.objectContaining({ code: 'bad-input' }));
});
