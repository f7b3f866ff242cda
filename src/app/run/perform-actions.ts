import type { Action } from '../../core/tree/decide.ts';
import { ANNOTATION_LAUNCH_RECORDS } from '../../core/launch/labels.ts';
import { rejectedLaunch } from '../../core/launch/ended-launch.ts';
import type { Launch } from '../../core/launch/launch.ts';
import { messageOf, SubpipeError, withContext } from '../../errors.ts';
import type { Catalog } from '../../ports.ts';
import type { Clock, Cluster, Reporter } from '../../ports.ts';
import { executeLaunch } from './execute-launch.ts';
import type { TreeMemory } from './tree-memory.ts';

/** An action that the watches have not shown to be done by then is asked for again. */
const REPEAT_MS = 10_000;

export type PerformerOptions = {
  readonly cluster: Cluster;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly reporter: Reporter;
  readonly memory: TreeMemory;
  /** An override of the entry document that hits nothing is an error; else a warning. */
  readonly strict: boolean;
  /** An override of a signal that hits nothing is a warning; else the launch is rejected. */
  readonly lenient: boolean;
  /** Cuts calls short; it does not fire when the tree is asked to stop, which would leave them half known. */
  readonly abort: AbortSignal;
};

/** Carries out actions, each once until it is seen to be done. All of them can be repeated without harm. */
export class ActionPerformer {
  readonly #options: PerformerOptions;
  readonly #asked = new Map<string, number>();

  constructor(options: PerformerOptions) {
    this.#options = options;
  }

  /**
   * Performs those that are due, and says whether a launch was among them. `timeLeftMs` limits the timeouts of what
   * is launched.
   *
   * @throws SubpipeError when main cannot be launched. Any other refusal is reported, and decided anew.
   */
  async perform(actions: readonly Action[], timeLeftMs: number): Promise<{ readonly launched: boolean }> {
    const now = this.#options.clock.now();
    const due = actions.filter((action) => {
      const key = JSON.stringify(action);
      const askedAt = this.#asked.get(key);
      if (askedAt !== undefined && now - askedAt < REPEAT_MS) return false;
      this.#asked.set(key, now);
      return true;
    });
    await Promise.all(due.map((action) => this.#performOne(action, timeLeftMs)));
    return { launched: due.some((action) => action.kind === 'launch') };
  }

  async #performOne(action: Action, timeLeftMs: number): Promise<void> {
    try {
      await this.#execute(action, timeLeftMs);
    } catch (error) {
      const isMain = action.kind === 'launch' && action.launch.source === undefined;
      if (isMain || !(error instanceof SubpipeError)) throw error;
      const code = error.code === 'unreachable' ? 'action-postponed' : 'action-refused';
      this.#options.reporter.warn(code, `${action.kind}: ${messageOf(error)}`);
    }
  }

  async #execute(action: Action, timeLeftMs: number): Promise<void> {
    const { cluster, reporter, abort } = this.#options;
    switch (action.kind) {
      case 'launch':
        await this.#launch(action.launch, timeLeftMs);
        break;
      case 'cancel':
        await cluster.mergePatch(action.ref, { spec: { status: 'Cancelled' } }, abort);
        reporter.info('run-cancelling', 'cancelling', { run: `${action.ref.namespace ?? ''}/${action.ref.name}` });
        break;
      case 'label':
        await cluster.mergePatch(action.ref, { metadata: { labels: action.labels } }, abort);
        break;
      case 'record':
        await cluster.mergePatch(
          action.ref,
          { metadata: { annotations: { [ANNOTATION_LAUNCH_RECORDS]: action.text } } },
          abort,
        );
        break;
    }
  }

  async #launch(launch: Launch, timeLeftMs: number): Promise<void> {
    const { cluster, catalog, memory, reporter, abort, strict, lenient } = this.#options;
    const isMain = launch.source === undefined;
    const result = await executeLaunch(launch, {
      cluster,
      catalog,
      timeLeftMs,
      strict: isMain ? strict : !lenient,
      warn: (message) => reporter.warn('override-missed', message),
      abort,
    });
    const facts = {
      pipeline: launch.pipeline,
      ...(launch.source === undefined ? {} : { signal: launch.source.signal, by: launch.source.parentRun }),
    };
    if (result.kind === 'launched') {
      memory.launched(launch.identity, result.run);
      const [code, message] = result.created ? ['run-launched', 'launched'] : ['run-adopted', 'found running'];
      reporter.info(code, message, { run: `${launch.namespace}/${launch.name}`, ...facts });
      return;
    }
    if (isMain && result.kind === 'refused') throw withContext(`main pipeline ${launch.pipeline}`, result.error);
    const ended = result.kind === 'ended' ? result.ended : rejectedLaunch(result.error, result.known);
    memory.end(launch.identity, ended);
    reporter.error(`launch-${ended.outcome}`, ended.message, facts);
  }
}
