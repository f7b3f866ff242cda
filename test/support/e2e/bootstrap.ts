import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { KubeObject } from '../../../src/core/k8s/object.ts';
import { LABEL_RUN_ID } from '../../../src/core/launch/labels.ts';
import { type PipelineRun } from '../../../src/core/tekton/types.ts';
import { succeededCondition } from '../../../src/core/tekton/condition.ts';
import { eventually } from '../eventually.ts';
import { createObject, getObject, kubectl } from '../kubectl.ts';
import { saveLogs } from './save-logs.ts';
import { taskRunsIn, type TimedTaskRun } from './tree.ts';

export const BOOTSTRAP_NAMESPACE = 'subpipe';
const MANIFEST = new URL('../../../tekton/bootstrap-run.yaml/run.yaml', import.meta.url);

export type BootstrapSettings = {
  /** File name -> text, as they stand in the ConfigMap of the workspace. */
  readonly files: Readonly<Record<string, string>>;
  readonly params?: Readonly<Record<string, string>>;
  readonly serviceAccount?: string;
};

/** A bootstrap run that is under way, and what was made for it. */
export type Bootstrap = {
  readonly name: string;
  /** The run id is the uid of the bootstrap run where nobody gives one. */
  readonly runId: string;
  readonly configMap: string;
};

export type EndedBootstrap = {
  readonly run: PipelineRun;
  readonly taskRun: TimedTaskRun;
  readonly log: string;
  readonly reason: string;
  readonly results: Readonly<Record<string, string>>;
  /** Undefined where the step was killed or never ran. */
  readonly exitCode: number | undefined;
};

type Manifest = KubeObject & {
  spec: {
    params: { name: string; value: string }[];
    workspaces: { name: string; configMap: { name: string } }[];
    taskRunTemplate: { serviceAccountName: string };
  };
};

/** Starts bootstrap runs for one test file, and takes away all of them at its end. */
export function bootstraps() {
  const started: Bootstrap[] = [];
  return {
    async start(settings: BootstrapSettings): Promise<Bootstrap> {
      const bootstrap = await startBootstrap(settings);
      started.push(bootstrap);
      return bootstrap;
    },
    async removeAll(): Promise<void> {
      await Promise.all(started.map(removeBootstrap));
    },
  };
}

/** Starts `tekton/bootstrap-run.yaml` as a user would: an edited copy, and the payloads in a ConfigMap. */
async function startBootstrap({ files, params = {}, serviceAccount }: BootstrapSettings): Promise<Bootstrap> {
  const configMap = `subpipe-e2e-${randomBytes(4).toString('hex')}`;
  const meta = { name: configMap, namespace: BOOTSTRAP_NAMESPACE };
  await createObject({ apiVersion: 'v1', kind: 'ConfigMap', metadata: meta, data: files });
  const manifest = parse(await readFile(MANIFEST, 'utf8')) as Manifest;
  const given = manifest.spec.params.filter(({ name }) => params[name] === undefined);
  manifest.spec.params = [...given, ...Object.entries(params).map(([name, value]) => ({ name, value }))];
  manifest.spec.workspaces = [{ name: 'payloads', configMap: { name: configMap } }];
  if (serviceAccount !== undefined) manifest.spec.taskRunTemplate.serviceAccountName = serviceAccount;
  const { metadata } = await createObject<PipelineRun>(manifest);
  return { name: metadata.name ?? '', runId: params['run-id'] ?? metadata.uid ?? '', configMap };
}

/** Waits until `check` holds while a bootstrap run is under way; one that ends before that fails at once, with its log. */
export async function untilUnderWay(bootstrap: Bootstrap, check: () => Promise<boolean>): Promise<void> {
  const look = async () => {
    if (await check()) return true;
    const run = await getObject<PipelineRun>('pipelinerun', bootstrap.name, '-n', BOOTSTRAP_NAMESPACE);
    if (run.status?.completionTime === undefined) return false;
    throw new Error(`bootstrap run ${bootstrap.name} has ended too early\n${(await bootstrapEnd(bootstrap)).log}`);
  };
  await eventually(look, 200_000, 500);
}

/** Fails with the log where a bootstrap run has not succeeded: all else would be a riddle. */
export function requireSuccess({ exitCode, log }: EndedBootstrap): void {
  if (exitCode !== 0) throw new Error(`the bootstrap run ended with exit code ${exitCode ?? 'none'}\n${log}`);
}

/**
 * Waits for the end of a bootstrap run. The limit is far off: where the kubelet misses that Tekton has marked a pod as
 * ready, the first step starts at its next look, up to 90 s later.
 */
export async function bootstrapEnd({ name }: Bootstrap, withinSeconds = 420): Promise<EndedBootstrap> {
  const place = ['-n', BOOTSTRAP_NAMESPACE];
  const over = '--for=jsonpath={.status.completionTime}';
  await kubectl(['wait', over, `--timeout=${withinSeconds}s`, ...place, `pipelinerun/${name}`]);
  const run = await getObject<PipelineRun>('pipelinerun', name, ...place);
  const [taskRun] = await taskRunsIn(BOOTSTRAP_NAMESPACE, name);
  if (taskRun === undefined) throw new Error(`bootstrap run ${name} has no TaskRun`);
  const pod = taskRun.status?.podName;
  return {
    run,
    taskRun,
    log: pod === undefined ? '' : await kubectl(['logs', ...place, pod, '-c', 'step-run']).catch(() => ''),
    reason: succeededCondition(run)?.reason ?? '',
    results: Object.fromEntries((run.status?.results ?? []).map((each) => [each.name, each.value as string])),
    exitCode: taskRun.status?.steps?.[0]?.terminated?.exitCode,
  };
}

/** Saves the logs, then takes away everything that the bootstrap run and its tree have left. */
async function removeBootstrap(bootstrap: Bootstrap): Promise<void> {
  const { name, runId, configMap } = bootstrap;
  const ofTree = ['-l', `${LABEL_RUN_ID}=${runId}`];
  await saveLogs(name, runId);
  const place = ['-n', BOOTSTRAP_NAMESPACE, '--ignore-not-found'];
  await kubectl(['delete', 'pipelinerun', name, ...place]);
  await Promise.all([
    kubectl(['delete', 'namespace', '--wait=false', '--ignore-not-found', ...ofTree]),
    kubectl(['delete', 'clusterrolebinding', '--ignore-not-found', ...ofTree]),
    kubectl(['delete', 'configmap', ...place, configMap]),
    kubectl(['delete', 'configmap', ...place, ...ofTree]),
  ]);
}
