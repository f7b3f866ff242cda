import { type Action, type Decision, decide } from '../core/decide.ts';
import { ANNOTATION_LAUNCHES, LABEL_RUN_ID } from '../core/labels.ts';
import { isRunOf, type Launch, runRef } from '../core/launch.ts';
import type { Outcome } from '../core/outcome.ts';
import type { RunNode } from '../core/run-tree.ts';
import { type PipelineRun, type TaskRun, TEKTON_V1 } from '../core/tekton.ts';
import { verdictOf } from '../core/verdict.ts';
import { messageOf, SubpipeError } from '../errors.ts';
import type { Catalog } from '../payload/catalog.ts';
import type { Clock, Cluster, LiveCollection, Reporter } from '../ports.ts';
import { Doorbell } from './doorbell.ts';
import { executeLaunch } from './execute-launch.ts';
import { TreeMemory } from './tree-memory.ts';

export type RunOptions = {
  readonly main: Launch;
  /** For everything together, counted from the creation of the main run. */
  readonly timeoutMs: number;
  readonly earlySignals: boolean;
  readonly maxDepth: number;
  /** An override of the entry document that hits nothing is an error; else a warning. */
  readonly strict: boolean;
  /** An override of a signal that hits nothing is a warning; else the launch is rejected. */
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
/** An action that the watches have not shown to be done by then is asked for again. */
const REPEAT_MS = 10_000;
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
    return await new TreeRunner(options, dependencies, stop, ending.signal).run();
  } finally {
    ending.abort();
  }
}

class TreeRunner {
  readonly #options: RunOptions;
  readonly #cluster: Cluster;
  readonly #catalog: Catalog;
  readonly #clock: Clock;
  readonly #reporter: Reporter;
  readonly #stop: AbortSignal;
  /** Ends watches and waits; API calls are not cut short by `stop`, which would leave them half known. */
  readonly #signal: AbortSignal;
  readonly #memory = new TreeMemory();
  readonly #doorbell = new Doorbell();
  readonly #asked = new Map<string, number>();
  readonly #warned = new Set<string>();
  readonly #startedAt: number;

  constructor(options: RunOptions, dependencies: RunDependencies, stop: AbortSignal, signal: AbortSignal) {
    this.#options = options;
    this.#cluster = dependencies.cluster;
    this.#catalog = dependencies.catalog;
    this.#clock = dependencies.clock;
    this.#reporter = dependencies.reporter;
    this.#stop = stop;
    this.#signal = signal;
    this.#startedAt = this.#clock.now();
  }

  async run(): Promise<RunReport> {
    const ring = () => this.#doorbell.ring();
    const [runs, taskRuns] = await Promise.all([
      this.#cluster.watch<PipelineRun>(this.#collection('PipelineRun'), { onChange: ring, signal: this.#signal }),
      this.#cluster.watch<TaskRun>(this.#collection('TaskRun'), { onChange: ring, signal: this.#signal }),
    ]);
    this.#stop.addEventListener('abort', ring, { signal: this.#signal });
    let stoppedAt: number | undefined;
    for (;;) {
      throwFailure(runs, taskRuns);
      const listed = runs.items();
      const late = this.#clock.now() >= this.#deadline(listed);
      if (stoppedAt === undefined && (late || this.#stop.aborted)) stoppedAt = this.#stopping(late);
      let decision = this.#decide(listed, taskRuns.items(), stoppedAt !== undefined);
      if (decision.settled) decision = await this.#decideOnFreshLists(decision, stoppedAt !== undefined);
      this.#tell(decision);
      if (decision.settled) {
        await this.#perform(decision.actions);
        return { tree: decision.tree, outcome: this.#outcome(decision.tree, late), unfinished: 0 };
      }
      if (stoppedAt !== undefined && this.#clock.now() >= stoppedAt + GRACE_MS) {
        return this.#giveUp(decision.tree, late);
      }
      await this.#perform(decision.actions);
      await this.#verifyUnlisted();
      await this.#doorbell.wait(this.#clock, this.#waitMs(listed), this.#signal);
    }
  }

  #collection(kind: 'PipelineRun' | 'TaskRun') {
    return { apiVersion: TEKTON_V1, kind, labelSelector: `${LABEL_RUN_ID}=${this.#options.main.runId}` };
  }

  #decide(listed: readonly PipelineRun[], taskRuns: readonly TaskRun[], stop: boolean): Decision {
    const { main, earlySignals, maxDepth } = this.#options;
    const { runs, lost } = this.#memory.observe(listed);
    return decide({ main, runs, taskRuns, lost }, { earlySignals, maxDepth, stop });
  }

  /**
   * The two watches are not in step: a run may show as done before its last TaskRun shows its results. The lists are
   * made one after the other, TaskRuns last, so that they cannot be older than the runs that they belong to.
   */
  async #decideOnFreshLists(decision: Decision, stop: boolean): Promise<Decision> {
    try {
      const runs = await this.#cluster.list<PipelineRun>(this.#collection('PipelineRun'), this.#signal);
      const taskRuns = await this.#cluster.list<TaskRun>(this.#collection('TaskRun'), this.#signal);
      return this.#decide(runs, taskRuns, stop);
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      this.#reporter.warn('action-postponed', `last look at the tree: ${messageOf(error)}`);
      return { ...decision, settled: false };
    }
  }

  #tell(decision: Decision): void {
    this.#reporter.tree(decision.tree);
    for (const warning of decision.warnings) this.#warnOnce('signal-warning', warning);
  }

  #warnOnce(code: string, message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    this.#reporter.warn(code, message);
  }

  async #perform(actions: readonly Action[]): Promise<void> {
    const now = this.#clock.now();
    const due = actions.filter((action) => {
      const key = JSON.stringify(action);
      const askedAt = this.#asked.get(key);
      if (askedAt !== undefined && now - askedAt < REPEAT_MS) return false;
      this.#asked.set(key, now);
      return true;
    });
    await Promise.all(due.map((action) => this.#performOne(action)));
  }

  async #performOne(action: Action): Promise<void> {
    try {
      await this.#execute(action);
    } catch (error) {
      const main = action.kind === 'launch' && action.launch.source === undefined;
      if (main || !(error instanceof SubpipeError)) throw error;
      // Decided anew from the next snapshot: nothing is lost while the server is away.
      this.#reporter.warn(
        isUnreachable(error) ? 'action-postponed' : 'action-refused',
        `${action.kind}: ${messageOf(error)}`,
      );
    }
  }

  async #execute(action: Action): Promise<void> {
    switch (action.kind) {
      case 'launch':
        await this.#launch(action.launch);
        break;
      case 'cancel':
        this.#reporter.info('run-cancelling', 'cancelling', {
          run: `${action.ref.namespace ?? ''}/${action.ref.name}`,
        });
        await this.#cluster.mergePatch(action.ref, { spec: { status: 'Cancelled' } }, this.#signal);
        break;
      case 'label':
        await this.#cluster.mergePatch(action.ref, { metadata: { labels: action.labels } }, this.#signal);
        break;
      case 'record':
        await this.#cluster.mergePatch(
          action.ref,
          { metadata: { annotations: { [ANNOTATION_LAUNCHES]: action.text } } },
          this.#signal,
        );
        break;
    }
  }

  async #launch(launch: Launch): Promise<void> {
    const isMain = launch.source === undefined;
    const result = await executeLaunch(launch, {
      cluster: this.#cluster,
      catalog: this.#catalog,
      timeLeftMs: this.#timeLeftMs(),
      strict: isMain ? this.#options.strict : !this.#options.lenient,
      warn: (message) => this.#warnOnce('override-missed', message),
      signal: this.#signal,
    });
    this.#doorbell.ring();
    if (result.kind === 'launched') {
      this.#memory.launched(launch.identity, result.run);
      this.#reporter.info(
        result.created ? 'run-launched' : 'run-adopted',
        result.created ? 'launched' : 'found running',
        {
          run: `${launch.namespace}/${launch.name}`,
          pipeline: launch.pipeline,
          ...(launch.source === undefined ? {} : { signal: launch.source.signal, by: launch.source.parentRun }),
        },
      );
      return;
    }
    if (isMain && result.kind === 'rejected')
      throw new SubpipeError('bad-input', `main pipeline ${launch.pipeline}: ${result.message}`);
    this.#memory.lose(launch.identity, { outcome: result.kind, message: result.message });
    this.#reporter.error(`launch-${result.kind}`, result.message, {
      pipeline: launch.pipeline,
      ...(launch.source === undefined ? {} : { signal: launch.source.signal, by: launch.source.parentRun }),
    });
  }

  /** A run that we created and that no list shows may be gone before it was ever seen. */
  async #verifyUnlisted(): Promise<void> {
    for (const [identity, run] of this.#memory.unlisted()) {
      const created = Date.parse(run.metadata.creationTimestamp ?? '');
      if (Number.isNaN(created) || this.#clock.now() - created < REPEAT_MS) continue;
      const { namespace = '', name = '' } = run.metadata;
      const standing = await this.#cluster.get(
        { apiVersion: TEKTON_V1, kind: 'PipelineRun', namespace, name },
        this.#signal,
      );
      if (standing !== undefined) continue;
      this.#memory.lose(identity, {
        outcome: 'deleted',
        message: `PipelineRun ${namespace}/${name} was deleted before it ended`,
      });
      this.#doorbell.ring();
    }
  }

  #mainCreatedAt(listed: readonly PipelineRun[]): number {
    const main = listed.find((run) => isRunOf(run, this.#options.main));
    const created = Date.parse(main?.metadata.creationTimestamp ?? '');
    return Number.isNaN(created) ? this.#startedAt : created;
  }

  #deadline(listed: readonly PipelineRun[]): number {
    this.#lastDeadline = this.#mainCreatedAt(listed) + this.#options.timeoutMs;
    return this.#lastDeadline;
  }

  #lastDeadline = Number.POSITIVE_INFINITY;

  #timeLeftMs(): number {
    return Math.min(this.#options.timeoutMs, this.#lastDeadline - this.#clock.now());
  }

  #waitMs(listed: readonly PipelineRun[]): number {
    return Math.max(50, Math.min(TICK_MS, this.#deadline(listed) - this.#clock.now()));
  }

  #stopping(late: boolean): number {
    const code = late ? 'deadline-passed' : 'stopping';
    this.#reporter.warn(code, late ? 'the time is over: cancelling every run' : 'asked to stop: cancelling every run');
    return this.#clock.now();
  }

  #outcome(tree: RunNode, late: boolean): Outcome {
    const outcome = verdictOf(tree);
    return late && outcome !== 'succeeded' ? 'deadline' : outcome;
  }

  #giveUp(tree: RunNode, late: boolean): RunReport {
    const unfinished = countUnfinished(tree);
    this.#reporter.error(
      'runs-unfinished',
      `${unfinished} runs have not ended since they were cancelled; look at them with kubectl`,
      {
        run: `${runRef(tree.launch).namespace}/${tree.launch.name}`,
      },
    );
    return { tree, outcome: late ? 'deadline' : 'cancelled', unfinished };
  }
}

function countUnfinished(node: RunNode): number {
  const own = node.state.kind === 'active' ? 1 : 0;
  return node.children.reduce((sum, child) => sum + countUnfinished(child), own);
}

function isUnreachable(error: unknown): boolean {
  return error instanceof SubpipeError && error.code === 'unreachable';
}

function throwFailure(...collections: readonly LiveCollection<PipelineRun | TaskRun>[]): void {
  for (const collection of collections) {
    const failure = collection.failure();
    if (failure !== undefined) throw failure;
  }
}
