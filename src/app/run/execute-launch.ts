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
  /** It was launched before, and its run is gone. */
  | { readonly kind: 'ended'; readonly ended: EndedLaunch }
  /** Trying again would not help. `known` is what is known of the launch nevertheless. */
  | { readonly kind: 'refused'; readonly error: SubpipeError; readonly known: LaunchFacts };

export type LaunchContext = {
  readonly cluster: Cluster;
  readonly payloads: LaunchPayloads;
  readonly timeLeftMs: number;
  /** What happens to a launch with an override of its signal that hits nothing; a warning goes to `warn`. */
  readonly onMiss: OnMiss;
  readonly warn: (message: string) => void;
  readonly abort: AbortSignal;
};

/**
 * Makes the objects of a launch, the PipelineRun last: a launch without one has not happened. Objects that exist
 * already are adopted if they have the identity of the launch, so a second call, or a second controller, changes
 * nothing.
 *
 * @throws SubpipeError `unreachable`: what was done is not known, and the call is to be repeated.
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

/** A refusal, with the Pipeline's name where it is known, as waiters ask for it. */
function refused(message: string, run?: PipelineRun): LaunchResult {
  const known = run === undefined ? {} : launchFactsOf(run);
  return { kind: 'refused', error: new SubpipeError('bad-input', message), known };
}

const REFUSALS: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['api', 'bad-input', 'not-allowed', 'conflict']);

/** True where the server, or an object of somebody else, refuses the launch: trying again would not help. */
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
    // A launch that was refused leaves no namespace behind.
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

/**
 * Creates an object in a namespace of ours, where one that exists is ours too: it need not be read, as Secrets may not.
 */
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
