import { expect, test } from '@jest/globals';
import { summarize } from '../../../../src/core/tree/summary.ts';
import { aTreeRig } from '../../../support/tree-rig.ts';

test('a tree in rows, parents before children, with outcomes and durations', () => {
  const rig = aTreeRig();
  rig.taskRun('main', { steps: [{ 'localpipeline-run-go': 'deploy.json', 'localpipeline-run-no': 'nothing' }] });
  rig.settle();
  const { launch } = rig.node('nothing');
  rig.ended.set(launch.identity, { outcome: 'rejected', message: 'no such file' });
  rig.runs.delete(`${launch.namespace}/${launch.name}`);
  rig.end('deploy.json', 'Failed');
  const [main, deploy, nothing] = summarize(rig.decide().tree);
  expect(main).toEqual({
    pipeline: 'main',
    namespace: rig.main.namespace,
    run: rig.main.name,
    depth: 0,
    outcome: 'Running',
  });
  expect(deploy).toMatchObject({
    pipeline: 'deploy',
    depth: 1,
    signal: 'go',
    outcome: 'Failed',
    durationSeconds: 90,
    message: 'message of Failed',
  });
  expect(nothing).toMatchObject({ pipeline: 'nothing', signal: 'no', outcome: 'Rejected', message: 'no such file' });
  expect(nothing).not.toHaveProperty('durationSeconds');
});
