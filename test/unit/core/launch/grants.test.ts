import { expect, test } from '@jest/globals';
import { logReaderBinding, readerBinding } from '../../../../src/core/launch/grants.ts';
import { childLaunch, mainLaunch } from '../../../../src/core/launch/launch.ts';

const main = mainLaunch('r1', 'main');
const child = childLaunch(
  main,
  { parentUid: 'u1', taskRun: 'main-build', signal: 'deploy' },
  { pipeline: 'deploy.json', overrides: [] },
);

test('all ServiceAccounts of the namespace may read runs, as long as the namespace is there', () => {
  const labels = { 'subpipe.dev/run-id': 'r1' };
  expect(readerBinding(child, 'ns-uid', labels)).toMatchObject({
    metadata: { name: child.namespace, labels, ownerReferences: [{ kind: 'Namespace', uid: 'ns-uid' }] },
    roleRef: { name: 'subpipe-run-reader' },
    subjects: [{ kind: 'Group', name: `system:serviceaccounts:${child.namespace}` }],
  });
});

test('those of the run that asked for a child may read the logs of that child, and of nothing else', () => {
  expect(logReaderBinding(main)).toEqual([]);
  expect(logReaderBinding(child)).toMatchObject([
    {
      kind: 'RoleBinding',
      roleRef: { name: 'subpipe-log-reader' },
      subjects: [{ kind: 'Group', name: `system:serviceaccounts:${main.namespace}` }],
    },
  ]);
});
