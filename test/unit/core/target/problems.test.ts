import { expect, test } from '@jest/globals';
import { targetProblems } from '../../../../src/core/target/problems.ts';
import type { Target } from '../../../../src/core/target/target.ts';

/** `path: message`, as in `images[0].from: ...`. */
function problemsOf(target: Target): readonly string[] {
  return targetProblems(target).map(({ path, message }) => {
    const keys = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
    return `${keys.slice(1)} ${message}`;
  });
}

test.each<[string, Target, string]>([
  ['a size', { storageSize: '5 GB' }, 'storageSize "5 GB" is not a size'],
  ['no size', { storageSize: '0' }, 'storageSize "0" is not a size'],
  ['a class', { storageClass: 'Fast One' }, 'storageClass "Fast One" cannot be the name of a storage class'],
  ['a secret', { imagePullSecrets: ['a', 'B'] }, 'imagePullSecrets[1] "B" cannot be the name of a Secret'],
  ['a mirror', { images: [{ from: 'docker.io/', to: 'x' }] }, 'is not the beginning of an image reference'],
  [
    'a mirror of a mirror',
    {
      images: [
        { from: 'docker.io', to: 'icr.io/hub' },
        { from: 'icr.io', to: 'reg.corp' },
      ],
    },
    'images[0] leads to "icr.io/hub", which images[1] ("icr.io") leads on',
  ],
  [
    'two mirrors of one place',
    {
      images: [
        { from: 'a', to: 'b' },
        { from: 'a', to: 'c' },
      ],
    },
    '"a" has a mirror already',
  ],
  ['a label', { nodeSelector: { a: 'b c' } }, 'a=b c is not a label'],
  ['an effect', { tolerations: [{ key: 'a', effect: 'Never' }] }, 'Never is not an effect'],
  ['an operator', { tolerations: [{ key: 'a', operator: 'In' }] }, 'In is not an operator'],
  ['a toleration of nothing', { tolerations: [{ effect: 'NoExecute' }] }, 'tolerations[0].key is missing'],
  ['a value that is not compared', { tolerations: [{ key: 'a', operator: 'Exists', value: 'x' }] }, 'must not be set'],
  ['a duration', { timeouts: { tasks: 'soon' } }, 'timeouts.tasks "soon" is not a duration'],
  ['too much time', { timeouts: { pipeline: '1h', tasks: '50m', finally: '20m' } }, 'more time than pipeline'],
])('what is not %s is a problem at its place', (_title, target, problem) => {
  expect(problemsOf(target)).toEqual([expect.stringContaining(problem)]);
});

test('a target that a cluster can take has none', () => {
  const target: Target = {
    storageClass: '',
    storageSize: '1.5Ti',
    images: [
      { from: 'docker.io', to: 'reg.corp/hub' },
      { from: 'icr.io', to: 'reg.corp/icr' },
    ],
    tolerations: [{ operator: 'Exists' }, { key: 'a', value: 'b', effect: 'NoSchedule' }],
    nodeSelector: { 'kubernetes.io/arch': 'amd64', empty: '' },
    timeouts: { pipeline: '0', tasks: '9h' },
  };
  expect(problemsOf(target)).toEqual([]);
});
