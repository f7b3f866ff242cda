import type { OnMiss } from '../../core/override/override.ts';
import type { Action } from '../../core/tree/decide.ts';
import { messageOf, SubpipeError } from '../../errors.ts';
import type { Clock, Cluster, LaunchPayloads, Reporter } from '../../ports.ts';
import { executeAction } from './executors.ts';
import type { TreeMemory } from './tree-memory.ts';

/** After this time an action is done again if the watches have not shown its effect. */
const REPEAT_MS = 10_000;

export type PerformerOptions = {
  readonly cluster: Cluster;
  readonly payloads: LaunchPayloads;
  readonly clock: Clock;
  readonly reporter: Reporter;
  readonly memory: TreeMemory;
  readonly onMiss: OnMiss;
  /**
   * Ends calls early. It does not fire when the tree is asked to stop: the result of such a call would not be known.
   */
  readonly abort: AbortSignal;
};

/** Carries out actions, each once until its effect is seen. All of them can be repeated without harm. */
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
   * @throws SubpipeError `bad-input`, `not-allowed`, `conflict` or `api` where main cannot be launched. Any other error
   * is reported, and the action is decided again.
   */
  async perform(actions: readonly Action[], timeLeftMs: number): Promise<{ readonly launched: boolean }> {
    const due = this.#takeDue(actions);
    await Promise.all(due.map((action) => this.#performOne(action, timeLeftMs)));
    return { launched: due.some((action) => action.kind === 'launch') };
  }

  #takeDue(actions: readonly Action[]): readonly Action[] {
    const now = this.#options.clock.now();
    const keyed = new Map(actions.map((action) => [JSON.stringify(action), action]));
    const due = [...keyed].filter(([key]) => now - (this.#asked.get(key) ?? -Infinity) >= REPEAT_MS);
    for (const [key] of due) this.#asked.set(key, now);
    return due.map(([, action]) => action);
  }

  async #performOne(action: Action, timeLeftMs: number): Promise<void> {
    try {
      await executeAction(action, { ...this.#options, timeLeftMs });
    } catch (error) {
      const isMain = action.kind === 'launch' && action.launch.source === undefined;
      if (isMain || !(error instanceof SubpipeError)) throw error;
      const code = error.code === 'unreachable' ? 'action-postponed' : 'action-refused';
      this.#options.reporter.warn(code, `${action.kind}: ${messageOf(error)}`);
    }
  }
}
