import { expect, test } from '@jest/globals';
import { inspectInput } from '../../../../src/app/inspect/inspect-input.ts';
import { planPipelines } from '../../../../src/app/inspect/plan-pipelines.ts';
import { mainLaunch } from '../../../../src/core/launch/launch.ts';
import { planLaunch } from '../../../../src/core/launch/plan.ts';
import { catalogOf, entryOf } from '../../../support/app-inputs.ts';
import { aPayload } from '../../../support/builders.ts';

const options = { runId: 'r1', timeLeftMs: 3_600_000 };

async function planned() {
  const catalog = catalogOf({ main: aPayload('main'), child: aPayload('child') });
  const input = { entry: entryOf(['main', 'child', 'unreadable']), catalog };
  return planPipelines(await inspectInput(input, { target: {}, onMiss: 'warn' }), options);
}

test('main is planned exactly as it would be launched', async () => {
  const [main] = await planned();
  const { namespace, objects, run } = planLaunch(aPayload('main'), mainLaunch('r1', 'main'), options);
  expect(main).toMatchObject({ isExact: true, launch: mainLaunch('r1', 'main') });
  const kept = main?.objects.filter(({ kind }) => kind !== 'ClusterRoleBinding');
  expect(kept).toEqual([namespace, ...objects, run]);
});

test('a child is planned below main, with placeholders for what only a run knows', async () => {
  const [, child] = await planned();
  expect(child).toMatchObject({
    isExact: false,
    launch: { depth: 1, source: { parentUid: '00000000-0000-0000-0000-000000000000', signal: 'signal' } },
  });
});

test('the binding has no owner, whose uid only the server knows', async () => {
  for (const { objects } of await planned()) {
    const binding = objects.find(({ kind }) => kind === 'ClusterRoleBinding');
    expect(binding?.metadata).not.toHaveProperty('ownerReferences');
  }
});

test('what cannot be read is not planned', async () => {
  expect((await planned()).map(({ inspected }) => inspected.name)).toEqual(['main', 'child']);
});
