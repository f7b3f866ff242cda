import type { Observed } from '../../core/wait/judge.ts';
import { type EndedLaunch, endedRun } from '../../core/launch/ended-launch.ts';
import type { PipelineRun } from '../../core/tekton/types.ts';

/** The runs that a waiter has seen; one that is gone is kept as it was last seen. */
export class WaitMemory {
  readonly #seen = new Map<string, PipelineRun>();
  #observed: Observed = { runs: [], gone: new Map() };

  /** Takes the whole collection. To be called at every change, so that the last state of a pruned run is not missed. */
  observe(present: readonly PipelineRun[]): void {
    const here = new Set(present.map(uidOf));
    for (const run of present) this.#seen.set(uidOf(run), run);
    const left = [...this.#seen].filter(([uid]) => !here.has(uid));
    const gone = new Map<string, EndedLaunch>(left.map(([uid, run]) => [uid, endedRun(run)]));
    this.#observed = { runs: [...present, ...left.map(([, run]) => run)], gone };
  }

  observed(): Observed {
    return this.#observed;
  }
}

function uidOf(run: PipelineRun): string {
  return run.metadata.uid ?? '';
}
