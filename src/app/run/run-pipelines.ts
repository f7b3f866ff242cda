import { type Decision, decide } from '../../core/tree/decide.ts';
import { LABEL_RUN_ID } from '../../core/launch/labels.ts';
import { isRunOf, type Launch } from '../../core/launch/launch.ts';
import { endedRun } from '../../core/launch/ended-launch.ts';
import type { Outcome } from '../../core/outcome.ts';
import { nodes, type RunNode } from '../../core/tree/tree.ts';
import { type PipelineRun, type TaskRun, TEKTON_V1 } from '../../core/tekton/types.ts';
import { treeOutcome } from '../../core/tree/tree-outcome.ts';
import { SubpipeError } from '../../errors.ts';
import type { Catalog } from '../../ports.ts';
import type { Clock, Cluster, Collection, LiveCollection, Reporter } from '../../ports.ts';
import { Doorbell } from '../doorbell.ts';
import { ActionPerformer } from './perform-actions.ts';
import { TreeMemory } from './tree-memory.ts';

export type RunOptions = {
  readonly main: Launch;
  /** For everything together, counted from the creation of the main run. */
  readonly timeoutMs: number;
  readonly earlySignals: boolean;
  readonly maxDepth: number;
  readonly strict: boolean;
  readonly lenient: boolean;
};

export type RunDependencies = {
  readonly cluster: Cluster;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly reporter: Reporter;
};

export type RunReport = {
  readonly tree: RunNode;
  readonly outcome: Outcome;
  /** Runs that were still going when the time for cancelling them was over. */
  readonly unfinished: number;
};

/** A look at the clock and the cache at least this often, whatever the watches say. */
const TICK_MS = 5_000;
/** A run that we created shows in a list by then, or it is gone. */
const LISTED_MS = 10_000;
/** Runs get what is left in whole seconds, and Tekton needs a moment: so it times them out a little before we would. */
const TEKTON_FIRST_MS = 3_000;
/** Tekton gives a cancelled step 30 s; the reports need some of it. */
const GRACE_MS = 22_000;

/**
 * Launches main, then whatever its tasks signal, and waits until every run of the tree has ended. When `stop` fires
 * or the time is over, nothing new is launched and all that runs is cancelled.
 *
 * @throws SubpipeError when main itself cannot be launched, or the cluster refuses to show the tree.
 */
export async function runPipelines(
  options: RunOptions,
  dependencies: RunDependencies,
  stop: AbortSignal,
): Promise<RunReport> {
  const ending = new AbortController();
  try {
    return await runUntilSettled(options, dependencies, stop, ending.signal);
  } finally {
    ending.abort();
  }
}

async function runUntilSettled(
  options: RunOptions,
  { cluster, catalog, clock, reporter }: RunDependencies,
  stop: AbortSignal,
  abort: AbortSignal,
): Promise<RunReport> {
  const { main, timeoutMs, earlySignals, maxDepth, strict, lenient } = options;
  const doorbell = new Doorbell();
  const ring = () => doorbell.ring();
  stop.addEventListener('abort', ring, { signal: abort });
  const collection: CollectionOf = (kind) => ({
    apiVersion: TEKTON_V1,
    kind,
    labelSelector: `${LABEL_RUN_ID}=${main.runId}`,
  });
  const [runs, taskRuns] = await Promise.all([
    cluster.watch<PipelineRun>(collection('PipelineRun'), { onChange: ring, abort }),
    cluster.watch<TaskRun>(collection('TaskRun'), { onChange: ring, abort }),
  ]);

  const memory = new TreeMemory();
  const performer = new ActionPerformer({ cluster, catalog, clock, reporter, memory, strict, lenient, abort });
  const warned = new Set<string>();
  const startedAt = clock.now();
  const decideOn = (listed: readonly PipelineRun[], tasks: readonly TaskRun[], stopping: boolean): Decision =>
    decide({ main, taskRuns: tasks, ...memory.observe(listed) }, { earlySignals, maxDepth, stop: stopping });

  let stoppedAt: number | undefined;
  for (;;) {
    throwFailure(runs, taskRuns);
    const listed = runs.items();
    const deadline = (createdAt(listed.find((run) => isRunOf(run, main))) ?? startedAt) + timeoutMs;
    const late = clock.now() >= deadline;
    if (stoppedAt === undefined && (late || stop.aborted)) {
      stoppedAt = clock.now();
      const why = late ? 'the time is over' : 'asked to stop';
      reporter.warn(late ? 'deadline-passed' : 'stopping', `${why}: cancelling every run`);
    }
    let decision = decideOn(listed, taskRuns.items(), stoppedAt !== undefined);
    if (decision.settled) {
      // The two watches are not in step: a run may show as done before its last TaskRun shows its results.
      const fresh = await listTree(cluster, collection, abort);
      if (typeof fresh === 'string') reporter.warn('action-postponed', `last look at the tree: ${fresh}`);
      decision =
        typeof fresh === 'string'
          ? { ...decision, settled: false }
          : decideOn(fresh.runs, fresh.taskRuns, stoppedAt !== undefined);
    }
    reporter.draw(decision.tree);
    for (const warning of decision.warnings.filter((each) => !warned.has(each))) {
      warned.add(warning);
      reporter.warn('signal-warning', warning);
    }
    const { launched } = await performer.perform(decision.actions, deadline - clock.now());
    if (decision.settled) return reportOf(decision.tree, { late, nearly: clock.now() >= deadline - TEKTON_FIRST_MS });
    if (stoppedAt !== undefined && clock.now() >= stoppedAt + GRACE_MS) {
      reporter.error('runs-unfinished', 'some runs have not ended since they were cancelled', {
        show: `kubectl get pipelineruns --all-namespaces --selector ${LABEL_RUN_ID}=${main.runId}`,
      });
      return reportOf(decision.tree, { late, nearly: late });
    }
    // What was launched is in the memory, and what a rejection means for others is decided at once.
    if (launched) ring();
    await forgetVanished(memory, cluster, clock, abort);
    await doorbell.wait(clock, Math.max(50, Math.min(TICK_MS, deadline - clock.now())), abort);
  }
}

type CollectionOf = (kind: 'PipelineRun' | 'TaskRun') => Collection;

/**
 * The whole tree, or why it cannot be had just now. The lists are made one after the other, TaskRuns last, so that
 * they cannot be older than the runs that they belong to.
 */
async function listTree(cluster: Cluster, collection: CollectionOf, abort: AbortSignal) {
  try {
    const runs = await cluster.list<PipelineRun>(collection('PipelineRun'), abort);
    const taskRuns = await cluster.list<TaskRun>(collection('TaskRun'), abort);
    return { runs, taskRuns };
  } catch (error) {
    if (error instanceof SubpipeError && error.code === 'unreachable') return error.message;
    throw error;
  }
}

/** A run that we created and that no list shows may be gone before it was ever seen. */
async function forgetVanished(memory: TreeMemory, cluster: Cluster, clock: Clock, abort: AbortSignal): Promise<void> {
  for (const [identity, run] of memory.unlisted()) {
    const created = createdAt(run);
    if (created === undefined || clock.now() - created < LISTED_MS) continue;
    const { namespace = '', name = '' } = run.metadata;
    const ref = { apiVersion: TEKTON_V1, kind: 'PipelineRun', namespace, name };
    if ((await cluster.get(ref, abort)) !== undefined) continue;
    memory.end(identity, endedRun(run));
  }
}

function reportOf(tree: RunNode, { late, nearly }: { readonly late: boolean; readonly nearly: boolean }): RunReport {
  const unfinished = [...nodes(tree)].filter((node) => node.state.kind === 'active').length;
  const outcome = unfinished > 0 ? 'cancelled' : treeOutcome(tree);
  const isDeadline = (late && outcome !== 'succeeded') || (nearly && outcome === 'timed-out');
  return { tree, outcome: isDeadline ? 'deadline' : outcome, unfinished };
}

function createdAt(run: PipelineRun | undefined): number | undefined {
  const created = Date.parse(run?.metadata.creationTimestamp ?? '');
  return Number.isNaN(created) ? undefined : created;
}

function throwFailure(...collections: readonly LiveCollection<PipelineRun | TaskRun>[]): void {
  for (const collection of collections) {
    const failure = collection.failure();
    if (failure !== undefined) throw failure;
  }
}
