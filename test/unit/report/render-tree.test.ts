import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@jest/globals';
import { renderTree } from '../../../src/report/render-tree.ts';
import { STARTED } from '../../support/builders.ts';
import { aTreeRig } from '../../support/tree-rig.ts';

test('a line for each run, children indented, with what runs now', () => {
  const rig = aTreeRig();
  rig.taskRun('main', { task: 'go', steps: [{ 'localpipeline-run-a': 'one', 'localpipeline-run-b': 'two' }] });
  rig.settle();
  rig.end('one', 'Failed');
  const wanted = { 'localpipeline-run-c': 'three' };
  rig.taskRun('two', { task: 'late', steps: [wanted] });
  const lines = renderTree(rig.decide().tree, Date.parse(STARTED) + 5_000).map(stripVTControlCharacters);
  const place = (pipeline: string) => `${rig.node(pipeline).launch.namespace}/${rig.node(pipeline).launch.name}`;
  expect(lines).toEqual([
    `● main  ${place('main')}  0/? 5s  go`,
    `   ✘ one  ${place('one')}  Failed 1m30s: message of Failed`,
    `   ● two  ${place('two')}  0/? 5s  late`,
    `      ● three  ${place('three')}  launching`,
  ]);
});
