import { expect, test } from '@jest/globals';
import { treeReporter } from '../../../src/report/tree-reporter.ts';
import { type LogLine, toLog } from '../../../src/core/log.ts';
import { aTreeRig } from '../../support/tree-rig.ts';

function aReporter() {
  const told: string[] = [];
  const facts: LogLine['facts'][] = [];
  const log = toLog((line) => {
    told.push(`${line.level} ${line.code}: ${line.message}`);
    facts.push(line.facts);
  });
  const reporter = treeReporter(log);
  return { reporter, told, facts };
}

test('tells each change of the tree once', () => {
  const rig = aTreeRig();
  const { reporter, told } = aReporter();
  const show = () => reporter.draw(rig.decide().tree);
  show();
  show();
  expect(told).toEqual(['info run-progress: Running']);
  rig.taskRun('main', { task: 'build' });
  show();
  show();
  expect(told).toHaveLength(2);
  rig.end('main', 'Succeeded');
  show();
  show();
  expect(told.slice(2)).toEqual(['info run-ended: Succeeded']);
});

test('says where a run failed and how to see its log', () => {
  const rig = aTreeRig();
  rig.taskRun('main', {
    task: 'build',
    reason: 'Failed',
    message: 'exit code 7',
    podName: 'main-build-pod',
    stepStates: [{ name: 'test', container: 'step-test', terminated: { exitCode: 7 } }],
  });
  rig.end('main', 'Failed');
  const { reporter, told, facts } = aReporter();
  reporter.draw(rig.decide().tree);
  expect(told).toEqual([
    'error run-ended: Failed',
    'error task-failed: task build, step test, exit code 7: exit code 7',
  ]);
  expect(facts[1]).toMatchObject({
    exitCode: 7,
    logs: `kubectl logs -n ${rig.main.namespace} main-build-pod -c step-test`,
  });
});

test('tells a rejected launch as an end, with its reason', () => {
  const rig = aTreeRig();
  rig.taskRun('main', { task: 'go', steps: [{ 'localpipeline-run-x': 'nothing' }] });
  rig.ended.set(rig.node('nothing').launch.identity, { outcome: 'rejected', message: 'no such file' });
  const { reporter, told, facts } = aReporter();
  reporter.draw(rig.decide().tree);
  expect(told.at(-1)).toBe('error run-ended: Rejected');
  expect(facts.at(-1)).toMatchObject({ outcome: 'rejected', message: 'no such file' });
});
