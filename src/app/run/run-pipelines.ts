import { isRunOf, type Launch } from '../../core/launch/launch.ts';
import { endedRun } from '../../core/launch/ended-launch.ts';
import type { Outcome } from '../../core/outcome.ts';
import type { OnMiss } from '../../core/override/override.ts';
import { type PipelineRun, TEKTON_V1 } from '../../core/tekton/types.ts';
import { type Decision, decide } from '../../core/tree/decide.ts';
import { nodes, type RunNode } from '../../core/tree/tree.ts';
import { treeOutcome } from '../../core/tree/tree-outcome.ts';
import type { Clock, Cluster, LaunchPayloads, Reporter } from '../../ports.ts';
import { Doorbell, type Look, lookUntilDone } from '../doorbell.ts';
import { ActionPerformer } from './perform-actions.ts';
import { TreeMemory } from './tree-memory.ts';
import { ofRun, type TreeObjects, type TreeWatch, watchTree } from './watch-tree.ts';

export type RunOptions = {
  readonly main: Launch;
  /** For everything together, counted from the creation of the main run. */
  readonly timeoutMs: number;
  readonly earlySignals: boolean;
  readonly maxDepth: number;
  /** What happens to a launch with an override of its signal that hits nothing. */
  readonly onMiss: OnMiss;
};

export type RunDependencies = {
  readonly cluster: Cluster;
  readonly payloads: LaunchPayloads;
  readonly clock: Clock;
  readonly reporter: Reporter;
};

export type RunReport = {
  readonly tree: RunNode;
  readonly outcome: Outcome;
  /** Runs that were still going when the time for cancelling them was over. */
  readonly unfinished: number;
};

/** The tree is looked at this often at least, even if no watch reports a change: time passes without one. */
const TICK_MS = 5_000;
/** A run that we created and that no list shows after this time is looked up by its name: it may be gone. */
const LISTED_MS = 10_000;
/**
 * A run's timeout is the time left in whole seconds, rounded down, so Tekton ends it a little before our own deadline.
 * A timeout by Tekton within this time before the deadline counts as the deadline.
 */
const TEKTON_FIRST_MS = 3_000;
/**
 * How long cancelled runs may take to end. Where the bootstrap run itself is cancelled, Tekton gives this process 30 s,
 * and the reports need some of them.
 */
const GRACE_MS = 22_000;

/**
 * Launches main, then the pipelines that its tasks signal, and waits until every run of the tree has ended. When `stop`
 * fires or the time is over, nothing new is launched and every run is cancelled.
 *
 * @throws SubpipeError `bad-input`, `not-allowed`, `conflict` or `api` where main cannot be launched; `unreachable`,
 * `not-allowed` or `api` where the tree cannot be watched.
 */
export async function runPipelines(
  options: RunOptions,
  dependencies: RunDependencies,
  stop: AbortSignal,
): Promise<RunReport> {
  const ending = new AbortController();
  const { signal: abort } = ending;
  const doorbell = new Doorbell();
  const ring = () => doorbell.ring();
  stop.addEventListener('abort', ring, { signal: abort });
  try {
    const watch = await watchTree(options.main.runId, dependencies.cluster, { onChange: ring, abort });
    const controller = new Controller(options, dependencies, { watch, ring, stop, abort });
    return await lookUntilDone(() => controller.turn(), { doorbell, clock: dependencies.clock, abort });
  } finally {
    ending.abort();
  }
}

/** What one look at the clock shows. */
type Moment = { readonly now: number; readonly deadline: number; readonly late: boolean; readonly stopping: boolean };

type ControllerContext = {
  readonly watch: TreeWatch;
  /** Makes the next turn come at once. */
  readonly ring: () => void;
  readonly stop: AbortSignal;
  readonly abort: AbortSignal;
};

/** Observes, decides and acts, once in each turn. It remembers only what the cluster does not show. */
class Controller {
  readonly #options: RunOptions;
  readonly #dependencies: RunDependencies;
  readonly #context: ControllerContext;
  readonly #memory = new TreeMemory();
  readonly #performer: ActionPerformer;
  readonly #warned = new Set<string>();
  readonly #startedAt: number;
  #stoppedAt: number | undefined;

  constructor(options: RunOptions, dependencies: RunDependencies, context: ControllerContext) {
    this.#options = options;
    this.#dependencies = dependencies;
    this.#context = context;
    const { onMiss } = options;
    this.#performer = new ActionPerformer({ ...dependencies, memory: this.#memory, onMiss, abort: context.abort });
    this.#startedAt = dependencies.clock.now();
  }

  async turn(): Promise<Look<RunReport>> {
    const seen = this.#context.watch.items();
    const moment = this.#lookAtClock(seen.runs);
    const decision = await this.#decide(seen, moment.stopping);
    this.#show(decision);
    const { clock } = this.#dependencies;
    const { launched } = await this.#performer.perform(decision.actions, moment.deadline - clock.now());
    if (decision.settled) {
      return { kind: 'done', result: reportOf(decision.tree, { ...moment, now: clock.now() }) };
    }
    if (this.#isGraceOver()) return { kind: 'done', result: this.#giveUp(decision.tree, moment) };
    await this.#forgetVanished();
    // A rejection may decide what becomes of other runs.
    if (launched) this.#context.ring();
    return { kind: 'again', withinMs: Math.max(50, Math.min(TICK_MS, moment.deadline - clock.now())) };
  }

  /** The time counts from the creation of main. When it is over, or a stop is asked for, everything is to end. */
  #lookAtClock(runs: readonly PipelineRun[]): Moment {
    const { main, timeoutMs } = this.#options;
    const { clock, reporter } = this.#dependencies;
    const now = clock.now();
    const deadline = (createdAt(runs.find((run) => isRunOf(run, main))) ?? this.#startedAt) + timeoutMs;
    const late = now >= deadline;
    if (this.#stoppedAt === undefined && (late || this.#context.stop.aborted)) {
      this.#stoppedAt = now;
      const why = late ? 'the time is over' : 'asked to stop';
      reporter.warn(late ? 'deadline-passed' : 'stopping', `${why}: cancelling every run`);
    }
    return { now, deadline, late, stopping: this.#stoppedAt !== undefined };
  }

  /**
   * Before a tree counts as settled it is listed again: a run may seem done before the results of its last TaskRun are
   * seen.
   */
  async #decide(seen: TreeObjects, stopping: boolean): Promise<Decision> {
    const decision = this.#decideOn(seen, stopping);
    if (!decision.settled) return decision;
    const fresh = await this.#context.watch.list();
    if (!('unreachable' in fresh)) return this.#decideOn(fresh, stopping);
    this.#dependencies.reporter.warn('action-postponed', `last look at the tree: ${fresh.unreachable}`);
    return { ...decision, settled: false };
  }

  #decideOn({ runs, taskRuns }: TreeObjects, stop: boolean): Decision {
    const { main, earlySignals, maxDepth } = this.#options;
    return decide({ main, taskRuns, ...this.#memory.observe(runs) }, { earlySignals, maxDepth, stop });
  }

  #show({ tree, warnings }: Decision): void {
    const { reporter } = this.#dependencies;
    reporter.draw(tree);
    for (const warning of warnings) {
      if (this.#warned.has(warning)) continue;
      this.#warned.add(warning);
      reporter.warn('signal-warning', warning);
    }
  }

  #isGraceOver(): boolean {
    return this.#stoppedAt !== undefined && this.#dependencies.clock.now() >= this.#stoppedAt + GRACE_MS;
  }

  #giveUp(tree: RunNode, moment: Moment): RunReport {
    this.#dependencies.reporter.error('runs-unfinished', 'some runs have not ended since they were cancelled', {
      show: `kubectl get pipelineruns --all-namespaces --selector ${ofRun(this.#options.main.runId)}`,
    });
    return reportOf(tree, moment);
  }

  /** Finds the runs that we created and that were deleted before any list showed them. */
  async #forgetVanished(): Promise<void> {
    const { cluster, clock } = this.#dependencies;
    for (const [identity, run] of this.#memory.unlisted()) {
      const created = createdAt(run);
      if (created === undefined || clock.now() - created < LISTED_MS) continue;
      const { namespace = '', name = '' } = run.metadata;
      const ref = { apiVersion: TEKTON_V1, kind: 'PipelineRun', namespace, name };
      if ((await cluster.get(ref, this.#context.abort)) !== undefined) continue;
      this.#memory.end(identity, endedRun(run));
    }
  }
}

/** The report of a tree; where Tekton timed a run out just before the deadline, its outcome is the deadline as well. */
function reportOf(tree: RunNode, { now, deadline, late }: Omit<Moment, 'stopping'>): RunReport {
  const unfinished = [...nodes(tree)].filter((node) => node.state.kind === 'active').length;
  const outcome = unfinished > 0 ? 'cancelled' : treeOutcome(tree);
  const isByTekton = outcome === 'timed-out' && now >= deadline - TEKTON_FIRST_MS;
  const isDeadline = (late && outcome !== 'succeeded') || isByTekton;
  return { tree, outcome: isDeadline ? 'deadline' : outcome, unfinished };
}

function createdAt(run: PipelineRun | undefined): number | undefined {
  const created = Date.parse(run?.metadata.creationTimestamp ?? '');
  return Number.isNaN(created) ? undefined : created;
}
