import { applyOverrides } from '../../core/override/apply.ts';
import { readerBinding } from '../../core/launch/grants.ts';
import { type KubeObject, refOf } from '../../core/k8s/object.ts';
import type { OnMiss } from '../../core/override/override.ts';
import { unsetParamsProblem } from '../../core/payload/unset-params.ts';
import { ANNOTATION_LAUNCHED_RUN_UID, LABEL_LAUNCH, LABEL_RUN_ID } from '../../core/launch/labels.ts';
import { isRunOf, type Launch, runRef } from '../../core/launch/launch.ts';
import { deletedLaunch, type EndedLaunch, type LaunchFacts, launchFactsOf } from '../../core/launch/ended-launch.ts';
import { type LaunchPlan, planLaunch } from '../../core/launch/plan.ts';
import type { PipelineRun } from '../../core/tekton/types.ts';
import { type ErrorCode, SubpipeError } from '../../errors.ts';
import type { Cluster, Found, LaunchPayloads } from '../../ports.ts';

export type LaunchResult =
  | { readonly kind: 'launched'; readonly run: PipelineRun; readonly created: boolean }
  /** It was launched once, and its run is gone. */
  | { readonly kind: 'ended'; readonly ended: EndedLaunch }
  /** Trying again would not help. `known` is what can be said of the launch all the same. */
  | { readonly kind: 'refused'; readonly error: SubpipeError; readonly known: LaunchFacts };

export type LaunchContext = {
  readonly cluster: Cluster;
  readonly payloads: LaunchPayloads;
  readonly timeLeftMs: number;
  /** What becomes of a launch with an override of its signal that hits nothing; a warning goes to `warn`. */
  readonly onMiss: OnMiss;
  readonly warn: (message: string) => void;
  readonly abort: AbortSignal;
};

/**
 * Makes the objects of a launch, the PipelineRun last, so that a launch without one has not happened. Whatever of
 * it exists already is adopted when it carries our identity; a second call, or a second controller, changes nothing.
 *
 * @throws SubpipeError `unreachable`: nothing is decided, call again.
 */
export async function executeLaunch(launch: Launch, context: LaunchContext): Promise<LaunchResult> {
  const { payloads, timeLeftMs, onMiss, warn } = context;
  const isMain = launch.source === undefined;
  const found: Found = isMain ? { ok: true, payload: payloads.main } : await payloads.find(launch.pipeline);
  if (!found.ok) return refused(found.problems.join('; '));
  const { payload, misses } = applyOverrides(found.payload, launch.overrides);
  const plan = planLaunch(payload, launch, { timeLeftMs });
  if (misses.length > 0 && onMiss === 'reject') return refused(misses.join('; '), plan.run);
  for (const miss of misses) warn(`${payload.file}: ${miss}`);
  const missing = unsetParamsProblem(payload);
  if (missing !== undefined) return refused(missing, plan.run);
  try {
    return await createAll(launch, plan, context);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { kind: 'refused', error, known: launchFactsOf(plan.run) };
  }
}

/** With the Pipeline's name where it is known: waiters ask by it. */
function refused(message: string, run?: PipelineRun): LaunchResult {
  const known = run === undefined ? {} : launchFactsOf(run);
  return { kind: 'refused', error: new SubpipeError('bad-input', message), known };
}

const REFUSALS: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['api', 'bad-input', 'not-allowed', 'conflict']);

/** The server, or somebody else's object, says no: trying again would not help. */
function isRefusal(error: unknown): error is SubpipeError {
  return error instanceof SubpipeError && REFUSALS.has(error.code);
}

async function createAll(launch: Launch, plan: LaunchPlan, context: LaunchContext): Promise<LaunchResult> {
  const { cluster, abort } = context;
  const { created, object: namespace } = await cluster.create(plan.namespace, abort);
  if (!created) {
    refuseForeign(namespace, launch);
    if (
      namespace.metadata.annotations?.[ANNOTATION_LAUNCHED_RUN_UID] !== undefined ||
      namespace.metadata.deletionTimestamp !== undefined
    ) {
      const run = await cluster.get<PipelineRun>(runRef(launch), abort);
      if (run !== undefined && isRunOf(run, launch)) return { kind: 'launched', run, created: false };
      return { kind: 'ended', ended: deletedLaunch(launch, launchFactsOf(plan.run)) };
    }
  }
  let run: PipelineRun;
  let isNew: boolean;
  try {
    const labels = plan.namespace.metadata.labels ?? {};
    await Promise.all([
      createGrant(readerBinding(launch, namespace.metadata.uid ?? '', labels), launch, context),
      ...plan.objects.map((object) => createInside(object, context)),
    ]);
    ({ created: isNew, object: run } = await cluster.create(plan.run, abort));
    if (!isRunOf(run, launch)) throw conflict(run);
  } catch (error) {
    // Nothing half done: a launch that was refused leaves no namespace behind.
    const uid = namespace.metadata.uid;
    if (isRefusal(error) && uid !== undefined) {
      await cluster.delete(refOf(plan.namespace), uid, abort);
    }
    throw error;
  }
  const mark = { metadata: { annotations: { [ANNOTATION_LAUNCHED_RUN_UID]: run.metadata.uid } } };
  await cluster.mergePatch(refOf(plan.namespace), mark, abort);
  return { kind: 'launched', run, created: isNew };
}

async function createGrant(binding: KubeObject, launch: Launch, { cluster, abort }: LaunchContext): Promise<void> {
  refuseForeign((await cluster.create(binding, abort)).object, launch);
}

/** What is in a namespace of ours is ours: an object that is there already need not be read, and Secrets may not be. */
async function createInside(object: KubeObject, { cluster, abort }: LaunchContext): Promise<void> {
  const { created } = await cluster.createIfAbsent(object, abort);
  if (created || object.kind !== 'ServiceAccount' || object.metadata.name !== 'default') return;
  // Kubernetes makes this one by itself in every namespace.
  await cluster.mergePatch(refOf(object), object, abort);
}

function refuseForeign(object: KubeObject, launch: Launch): void {
  const { labels } = object.metadata;
  if (labels?.[LABEL_LAUNCH] !== launch.identity || labels[LABEL_RUN_ID] !== launch.runId) throw conflict(object);
}

function conflict({ kind, metadata }: KubeObject): SubpipeError {
  const place = metadata.namespace === undefined ? '' : `${metadata.namespace}/`;
  return new SubpipeError(
    'conflict',
    `${kind} ${place}${metadata.name ?? ''} exists already and is not of this launch`,
    {
      hint: 'delete it, or run with another --run-id',
    },
  );
}
