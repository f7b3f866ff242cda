import { expect, test } from '@jest/globals';
import { summarize } from '../../../../src/core/tree/summary.ts';
import { aWorld } from '../../../support/tree-rig.ts';

test('a tree in rows, parents before children, with outcomes and durations', () => {
  const world = aWorld();
  world.taskRun('main', { steps: [{ 'localpipeline-run-go': 'deploy.json', 'localpipeline-run-no': 'nothing' }] });
  world.settle();
  const { launch } = world.node('nothing');
  world.ended.set(launch.identity, { outcome: 'rejected', message: 'no such file' });
  world.runs.delete(`${launch.namespace}/${launch.name}`);
  world.end('deploy.json', 'Failed');
  const [main, deploy, nothing] = summarize(world.decide().tree);
  expect(main).toEqual({
    pipeline: 'main',
    namespace: world.main.namespace,
    run: world.main.name,
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
