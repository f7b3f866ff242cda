import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { watchTree } from '../../../../src/app/run/watch-tree.ts';
import { mainLaunch } from '../../../../src/core/launch/launch.ts';
import type { PipelineRun, TaskRun } from '../../../../src/core/tekton/types.ts';
import { SubpipeError } from '../../../../src/errors.ts';
import { putRun } from '../../../support/app-inputs.ts';
import { type RunRig, openRunRig } from '../../../support/run-rig.ts';
import { aPipelineRun, aTaskRun } from '../../../support/builders.ts';
import { eventually } from '../../../support/eventually.ts';
import { runOn } from '../../../support/scripts.ts';

const run = aPipelineRun(mainLaunch('r1', 'main'), { reason: 'Running' });
const foreign = aPipelineRun(mainLaunch('r2', 'main'), { reason: 'Running' });

let rig: RunRig;
let ending: AbortController;
beforeEach(async () => {
  rig = await openRunRig({ scripts: { main: runOn } });
  ending = new AbortController();
});
afterEach(async () => {
  ending.abort();
  await rig.close();
});

const open = async (onChange: () => void = () => undefined) =>
  watchTree('r1', await rig.connect(), { onChange, abort: ending.signal });
const names = ({ runs, taskRuns }: { readonly runs: readonly PipelineRun[]; readonly taskRuns: readonly TaskRun[] }) =>
  [...runs, ...taskRuns].map(({ metadata }) => metadata.name);

describe('the objects of a run id', () => {
  test('are shown as they come, those of others are not', async () => {
    let changes = 0;
    const watch = await open(() => (changes += 1));
    expect(names(watch.items())).toEqual([]);
    putRun(rig.server, foreign);
    putRun(rig.server, run);
    const { metadata, ...taskRun } = aTaskRun(run);
    // The server gives owners uids of its own.
    rig.server.put({ ...taskRun, metadata: { ...metadata, ownerReferences: [] } });
    await eventually(() => names(watch.items()).length === 2);
    expect(names(watch.items())).toEqual([run.metadata.name, metadata.name]);
    expect(changes).toBeGreaterThan(0);
  });

  test('are listed runs first, so that no TaskRun is older than its run', async () => {
    const watch = await open();
    putRun(rig.server, run);
    const before = rig.server.requests.length;
    expect(await watch.list()).toMatchObject({ runs: [{ metadata: { name: run.metadata.name } }], taskRuns: [] });
    const lists = rig.server.requests.slice(before).filter(({ isWatch, method }) => method === 'GET' && !isWatch);
    expect(lists.map(({ path }) => path.split('/').at(-1))).toEqual(['pipelineruns', 'taskruns']);
  });
});

describe('an API server', () => {
  test('that does not answer a list is a reason, not an error', async () => {
    const cluster = await rig.connect();
    const list = () => Promise.reject(new SubpipeError('unreachable', 'nobody there'));
    const away = { ...cluster, watch: cluster.watch.bind(cluster), list };
    const watch = await watchTree('r1', away, { onChange: () => undefined, abort: ending.signal });
    expect(await watch.list()).toEqual({ unreachable: 'nobody there' });
  });

  test('that refuses to be watched any longer ends the tree', async () => {
    const cluster = await rig.connect();
    const failure = new SubpipeError('not-allowed', 'not any more');
    const refusing = { ...cluster, watch: () => Promise.resolve({ items: () => [], failure: () => failure }) };
    const watch = await watchTree('r1', refusing, { onChange: () => undefined, abort: ending.signal });
    expect(() => watch.items()).toThrow('not any more');
  });
});
