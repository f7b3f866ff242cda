import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { cleanUp } from '../../../../src/app/run/clean-up.ts';
import { reportFailureLogs } from '../../../../src/app/run/failure-logs.ts';
import { NAMESPACE_ISOLATION_PERMISSIONS, preflight } from '../../../../src/app/run/preflight.ts';
import { type RunRig, openRunRig } from '../../../support/run-rig.ts';
import { aPayload } from '../../../support/builders.ts';
import type { Attributes } from '../../../support/fake-api-server/access.ts';
import { signal } from '../../../support/scripts.ts';

const { signal: abort } = new AbortController();
const object = (apiVersion: string, kind: string, name: string) => ({ apiVersion, kind, metadata: { name } });

let rig: RunRig;
beforeEach(async () => {
  const every = [
    object('v1', 'ConfigMap', 'c'),
    object('v1', 'Secret', 's'),
    { ...object('v1', 'PersistentVolumeClaim', 'v'), spec: {} },
    object('v1', 'ServiceAccount', 'default'),
    { ...object('tekton.dev/v1beta1', 'StepAction', 'a'), spec: {} },
  ];
  rig = await openRunRig({
    scripts: {
      main: (run) => {
        run.task({ task: 'go', reason: 'Succeeded', results: signal('child') });
        run.end('Succeeded');
      },
      child: (run) => {
        const stepStates = [{ name: 'test', container: 'step-test', terminated: { exitCode: 1 } }];
        run.task({ task: 'build', reason: 'Failed', podName: 'build-pod', stepStates });
        run.end('Failed');
      },
    },
    payloads: { main: aPayload('main', { objects: every }) },
  });
});
afterEach(() => rig.close());

const title = ({ verb, group, resource, subresource = '' }: Attributes) =>
  `${verb} ${group}/${resource}/${subresource}`;
const CHECKED: ReadonlySet<string> = new Set(NAMESPACE_ISOLATION_PERMISSIONS.map(title));

test('a run asks for nothing that was not checked for', async () => {
  const asked = new Set<string>();
  rig.server.policy = (attributes) => {
    if (attributes.resource !== '') asked.add(title(attributes));
    return true;
  };
  const { tree } = await rig.run();
  const context = { cluster: await rig.connect(), reporter: rig.reporter };
  await reportFailureLogs(tree, context);
  await cleanUp(tree, 'always', context, abort);
  expect(asked.size).toBeGreaterThan(15);
  expect([...asked].filter((each) => !CHECKED.has(each))).toEqual([]);
});

describe('what stops a run before it begins', () => {
  test('a cluster without Tekton', async () => {
    const cluster = { ...(await rig.connect()), description: 'x', servedVersions: () => Promise.resolve([]) };
    await expect(preflight(cluster, abort)).rejects.toMatchObject({
      code: 'tekton-missing',
      message: 'no Tekton on the cluster at x; tekton.dev/v1 is needed',
    });
  });

  test('every right that is missing, each with its subresource, and where all come from', async () => {
    rig.server.policy = ({ resource, subresource }) => resource !== 'stepactions' && subresource !== 'log';
    await expect(preflight(await rig.connect(), abort)).rejects.toMatchObject({
      code: 'not-allowed',
      problems: [
        'cannot create stepactions.tekton.dev in the whole cluster',
        'cannot get pods/log in the whole cluster',
      ],
      hint: expect.stringContaining('kubectl apply -f tekton/'),
    });
  });

  test('the rights to copy Pipelines, in each namespace that is named', async () => {
    rig.server.policy = ({ namespace }) => namespace !== 'ci';
    await expect(
      preflight(await rig.connect(), abort, { pipelineNamespaces: ['ci', 'other', 'ci'] }),
    ).rejects.toMatchObject({
      problems: ['pipelines', 'tasks', 'stepactions'].map((each) => `cannot get ${each}.tekton.dev in namespace ci`),
      hint: expect.stringContaining('subpipe-pipeline-reader'),
    });
  });
});

test('nothing is missing where all is allowed', async () => {
  await expect(preflight(await rig.connect(), abort)).resolves.toBeUndefined();
});
