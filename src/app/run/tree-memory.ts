import { LABEL_LAUNCH } from '../../core/launch/labels.ts';
import { type EndedLaunch, endedRun } from '../../core/launch/ended-launch.ts';
import type { PipelineRun } from '../../core/tekton/types.ts';

/**
 * What this process saw and a list does not show: runs that it has just created, runs that are gone, launches that were
 * rejected. A restart loses it without harm: the records in the cluster (core/launch/record.ts) have what it needs.
 */
export class TreeMemory {
  readonly #created = new Map<string, PipelineRun>();
  readonly #seen = new Map<string, PipelineRun>();
  readonly #ended = new Map<string, EndedLaunch>();

  launched(identity: string, run: PipelineRun): void {
    if (!this.#seen.has(identity)) this.#created.set(identity, run);
  }

  end(identity: string, ended: EndedLaunch): void {
    this.#created.delete(identity);
    this.#ended.set(identity, ended);
  }

  /** Launches whose run was created but has not been listed yet. */
  unlisted(): ReadonlyMap<string, PipelineRun> {
    return this.#created;
  }

  /** Takes a full list of the tree's runs and gives the runs to decide on, also those that are gone. */
  observe(listed: readonly PipelineRun[]): { runs: readonly PipelineRun[]; ended: ReadonlyMap<string, EndedLaunch> } {
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
      if (!this.#ended.has(identity)) this.#ended.set(identity, endedRun(run));
    }
    return { runs: [...listed, ...this.#created.values(), ...gone.map(([, run]) => run)], ended: this.#ended };
  }
}
