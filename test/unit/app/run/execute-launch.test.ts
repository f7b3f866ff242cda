import { afterEach, describe, expect, test } from '@jest/globals';
import { executeLaunch, type LaunchContext } from '../../../../src/app/run/execute-launch.ts';
import { childLaunch, type Launch, mainLaunch, runRef } from '../../../../src/core/launch/launch.ts';
import type { Override } from '../../../../src/core/override/override.ts';
import { catalogOf } from '../../../support/app-inputs.ts';
import { type RunRig, openRunRig } from '../../../support/run-rig.ts';
import { aPayload } from '../../../support/builders.ts';
import { eventually } from '../../../support/eventually.ts';
import { runOn } from '../../../support/scripts.ts';

const { signal: abort } = new AbortController();
const main = mainLaunch('r1', 'main');
const childOf = (pipeline: string, overrides: readonly Override[] = []) =>
  childLaunch(main, { parentUid: 'u', taskRun: 't', signal: 's' }, { pipeline, overrides });
const child = childOf('child');

let rig: RunRig;
afterEach(() => rig.close());

async function open(): Promise<void> {
  rig = await openRunRig({ scripts: { main: runOn, child: runOn } });
}

const payloads = {
  main: aPayload('main'),
  ...catalogOf({
    child: aPayload('child'),
    unset: aPayload('unset', { spec: { params: [{ name: 'p' }], tasks: [] } }),
  }),
};
const warned: string[] = [];
const launch = async (wanted: Launch, more: Partial<LaunchContext> = {}) =>
  executeLaunch(wanted, {
    ...{ cluster: await rig.connect(), payloads, timeLeftMs: 60_000, onMiss: 'reject', abort },
    warn: (message) => void warned.push(message),
    ...more,
  });
const namespaces = () =>
  rig.server
    .objects('Namespace')
    .map(({ metadata }) => metadata.name)
    .filter((name) => name !== 'default');

describe('a launch', () => {
  test('of main takes the payload of main, that of a child the one that its signal names', async () => {
    await open();
    expect(await launch(main)).toMatchObject({ kind: 'launched', created: true });
    expect(await launch(child)).toMatchObject({ kind: 'launched', created: true });
    expect(rig.server.object(runRef(main))?.metadata.labels).toMatchObject({ 'subpipe.dev/pipeline': 'main' });
    expect(rig.server.object(runRef(child))?.metadata.labels).toMatchObject({ 'subpipe.dev/pipeline': 'child' });
  });

  test('that happened already is adopted, and nothing is written', async () => {
    await open();
    await launch(child);
    const before = rig.server.requests.length;
    expect(await launch(child)).toMatchObject({ kind: 'launched', created: false });
    const writes = rig.server.requests.slice(before).filter(({ method }) => method !== 'GET');
    expect(writes.map(({ path }) => path)).toEqual(['/api/v1/namespaces']);
  });

  test('whose run is gone since has ended, and is not repeated', async () => {
    await open();
    await launch(child);
    rig.server.delete(runRef(child));
    expect(await launch(child)).toEqual({
      kind: 'ended',
      ended: expect.objectContaining({ outcome: 'deleted', pipelineName: 'child' }),
    });
    expect(rig.tekton.runs('child')).toEqual([]);
  });
});

describe('a launch is refused', () => {
  test.each([
    ['whose pipeline is nowhere', childOf('nowhere'), 'no nowhere', {}],
    [
      'whose override hits nothing',
      childOf('child', [{ name: 'q', value: 'x' }]),
      /param q hits nothing/,
      { pipelineName: 'child' },
    ],
    [
      'whose pipeline has a param without a value',
      childOf('unset'),
      /params without a value: p;/,
      { pipelineName: 'unset' },
    ],
  ])('%s', async (_title, wanted, message, known) => {
    await open();
    const result = await launch(wanted);
    expect(result).toMatchObject({ kind: 'refused', error: { code: 'bad-input' }, known });
    expect(result.kind === 'refused' ? result.error.message : '').toMatch(message);
    expect(namespaces()).toEqual([]);
  });

  test('by the cluster: with its error, and no namespace is left behind', async () => {
    await open();
    rig.server.policy = ({ verb, resource }) => !(verb === 'create' && resource === 'tasks');
    expect(await launch(child)).toMatchObject({
      kind: 'refused',
      error: { code: 'not-allowed', hint: expect.stringContaining('tasks') },
      known: { pipelineName: 'child' },
    });
    await eventually(() => namespaces().length === 0);
  });

  test('an override that hits nothing may be a warning instead', async () => {
    await open();
    const wanted = childOf('child', [{ name: 'q', value: 'x' }]);
    expect(await launch(wanted, { onMiss: 'warn' })).toMatchObject({ kind: 'launched' });
    expect(warned).toEqual([expect.stringMatching(/^child\.json: .*param q hits nothing/)]);
  });
});

test('a ServiceAccount default of the payload is merged into the one that Kubernetes makes', async () => {
  const account = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default' },
    imagePullSecrets: [{ name: 's' }],
  };
  await open();
  rig.server.faults.add(
    { kind: 'drop' },
    {
      when: ({ method, path }) => {
        const namespace = /namespaces\/(subpipe-[^/]+)\/serviceaccounts$/.exec(path)?.[1];
        const made = {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: { name: 'default', namespace: namespace ?? '' },
        };
        if (method === 'POST' && namespace !== undefined) rig.server.put(made);
        return false;
      },
    },
  );
  const main = mainLaunch('r1', 'main');
  await launch(main, { payloads: { ...payloads, main: aPayload('main', { objects: [account] }) } });
  const { namespace } = main;
  expect(rig.server.object({ kind: 'ServiceAccount', namespace, name: 'default' })).toMatchObject({
    imagePullSecrets: [{ name: 's' }],
  });
});

test('a run of somebody else at the very name is a conflict, and is left alone', async () => {
  await open();
  const first = await rig.start();
  await eventually(() => rig.tekton.runs('main').length === 1);
  first.kill();
  const { metadata } = rig.tekton.run('main').object;
  const namespace = metadata.namespace ?? '';
  rig.server.patch(
    { kind: 'Namespace', name: namespace },
    { metadata: { labels: { 'subpipe.dev/launch': 'x' }, annotations: null } },
  );
  rig.server.patch(
    { kind: 'PipelineRun', namespace, name: metadata.name ?? '' },
    { metadata: { labels: { 'subpipe.dev/launch': 'x' } } },
  );
  await expect(rig.run()).rejects.toMatchObject({
    message: expect.stringContaining('exists already and is not of this launch'),
  });
  expect(rig.tekton.runs()).toHaveLength(1);
});
