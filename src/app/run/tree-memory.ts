import { LABEL_LAUNCH } from '../../core/launch/labels.ts';
import { type LostLaunch, lostRun } from '../../core/launch/ended-launch.ts';
import type { PipelineRun } from '../../core/tekton/types.ts';

/**
 * What this process saw and a list does not show: runs that it has just created, runs that are gone, launches that
 * were rejected. All of it can be lost: the cluster's records (launch-record.ts) hold what a restart needs.
 */
export class TreeMemory {
  readonly #created = new Map<string, PipelineRun>();
  readonly #seen = new Map<string, PipelineRun>();
  readonly #lost = new Map<string, LostLaunch>();

  launched(identity: string, run: PipelineRun): void {
    if (!this.#seen.has(identity)) this.#created.set(identity, run);
  }

  lose(identity: string, lost: LostLaunch): void {
    this.#created.delete(identity);
    this.#lost.set(identity, lost);
  }

  /** Launches whose run was created but has not been listed yet. */
  unlisted(): ReadonlyMap<string, PipelineRun> {
    return this.#created;
  }

  /** Takes in a full list of the tree's runs and gives the runs to decide on, those that are gone included. */
  observe(listed: readonly PipelineRun[]): { runs: readonly PipelineRun[]; lost: ReadonlyMap<string, LostLaunch> } {
    const present = new Set<string>();
    for (const run of listed) {
      const identity = run.metadata.labels?.[LABEL_LAUNCH];
      if (identity === undefined) continue;
      present.add(identity);
      this.#created.delete(identity);
      this.#seen.set(identity, run);
    }
    const gone = [...this.#seen].filter(([identity]) => !present.has(identity));
    for (const [identity, run] of gone) {
      if (!this.#lost.has(identity)) this.#lost.set(identity, lostRun(run));
    }
    return { runs: [...listed, ...this.#created.values(), ...gone.map(([, run]) => run)], lost: this.#lost };
  }
}
