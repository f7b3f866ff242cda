import { afterEach, expect, test } from '@jest/globals';
import { reportFailureLogs } from '../../../../src/app/run/failure-logs.ts';
import { type RunRig, openRunRig } from '../../../support/run-rig.ts';

let rig: RunRig;
afterEach(() => rig.close());

test('the last lines of every step that failed are told; a log that is gone changes nothing', async () => {
  const failed = (task: string) =>
    ({
      task,
      reason: 'Failed',
      podName: `${task}-pod`,
      stepStates: [{ name: 'test', container: 'step-test', terminated: { exitCode: 1 } }],
    }) as const;
  rig = await openRunRig({
    scripts: {
      main: (run) => {
        run.task(failed('build'));
        run.task(failed('gone'));
        run.end('Failed');
      },
    },
  });
  const { tree } = await rig.run();
  const { namespace } = tree.launch;
  rig.server.put({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'build-pod', namespace } });
  const text = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`).join('\n');
  rig.server.logs.set({ namespace, name: 'build-pod', container: 'step-test' }, `${text}\n`);
  await reportFailureLogs(tree, { cluster: await rig.connect(), reporter: rig.reporter });
  expect(rig.saying('step-log')).toMatchObject([{ message: 'last lines of build/test' }]);
  const lines = rig.saying('step-log')[0]?.facts['lines'] as string[];
  expect([lines.length, lines[0], lines.at(-1)]).toEqual([20, 'line 11', 'line 30']);
});
