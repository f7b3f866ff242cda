import type { KubeObject } from '../../../src/core/k8s/object.ts';
import { LABEL_RUN_ID } from '../../../src/core/launch/labels.ts';
import { kubectl, listObjects } from '../kubectl.ts';

const KINDS = [
  'namespaces',
  'configmaps',
  'secrets',
  'serviceaccounts',
  'persistentvolumeclaims',
  'roles',
  'rolebindings',
  'clusterroles',
  'clusterrolebindings',
  'pipelines',
  'tasks',
  'pipelineruns',
  'taskruns',
  'deployments',
].join(',');

/** How subpipe signs what it writes (its user agent). */
const MANAGER = 'subpipe';

/**
 * Objects of other people that a careless selector would hit: names and signals like those of the sample, even the
 * labels of a run. Gives control back when their task has signalled.
 */
export async function createBystanders(namespace: string, runId: string): Promise<void> {
  const labels = { localsubpipelineid: runId, [LABEL_RUN_ID]: runId, 'tekton.dev/pipeline': 'e2e-tests' };
  const meta = (name: string) => ({ name, namespace, labels });
  const signal = 'localpipeline-run-tests';
  const signalling = {
    results: [{ name: signal }],
    steps: [
      {
        name: 'signal',
        image: 'subpipe/sample-tools:0.1.0',
        imagePullPolicy: 'IfNotPresent',
        script: `#!/usr/bin/env bash\necho -n e2e-tests.json >"$(results.${signal}.path)"`,
      },
    ],
  };
  const objects = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: meta('environment-properties'), data: { region: 'theirs' } },
    { apiVersion: 'v1', kind: 'Secret', metadata: meta('secure-properties'), stringData: { apikey: 'theirs' } },
    {
      apiVersion: 'tekton.dev/v1',
      kind: 'PipelineRun',
      metadata: meta('theirs'),
      spec: { status: 'PipelineRunPending', pipelineRef: { name: 'e2e-tests' } },
    },
    { apiVersion: 'tekton.dev/v1', kind: 'TaskRun', metadata: meta('theirs-build'), spec: { taskSpec: signalling } },
  ];
  for (const object of objects) await kubectl(['create', '-f', '-'], JSON.stringify(object));
  await kubectl(['wait', '--for=condition=Succeeded', '--timeout=200s', '-n', namespace, 'taskrun/theirs-build']);
}

/**
 * Every object outside of namespaces that belong to somebody's tree: place -> uid and version. What bootstrap runs
 * and their records change is in the namespace `subpipe`, and left out too.
 */
export async function snapshotOutside(bystanders: string): Promise<ReadonlyMap<string, string>> {
  const objects = await listObjects(KINDS, '-A');
  const outside = ({ kind, metadata }: KubeObject) => {
    const place = kind === 'Namespace' ? metadata.name : metadata.namespace;
    if (place === bystanders) return true;
    if (metadata.labels?.[LABEL_RUN_ID] !== undefined) return false;
    return place === undefined ? true : !/^subpipe(-|$)/.test(place);
  };
  return new Map(
    objects
      .filter(outside)
      .map(({ kind, metadata }) => [
        `${kind} ${metadata.namespace ?? ''}/${metadata.name ?? ''}`,
        `${metadata.uid ?? ''} at ${metadata.resourceVersion ?? ''}`,
      ]),
  );
}

type Managed = KubeObject & { metadata: { managedFields?: { manager?: string }[] } };

/** Every object that subpipe has written to, whatever it is, and that carries no run id. */
export async function writtenWithoutRunId(): Promise<readonly string[]> {
  const objects = await listObjects<Managed>(KINDS, '-A', '--show-managed-fields');
  return objects
    .filter(({ metadata }) => metadata.managedFields?.some(({ manager }) => manager === MANAGER) === true)
    .filter(({ metadata }) => metadata.labels?.[LABEL_RUN_ID] === undefined)
    .map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name ?? ''}`);
}
