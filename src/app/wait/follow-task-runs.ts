import { type PipelineRun, type TaskRun, taskRunsOf } from '../../core/tekton/types.ts';
import type { Cluster, LiveCollection, Reporter } from '../../ports.ts';
import { sayOnce } from './say-once.ts';

const LIST_LIMIT_MS = 1_000;

/**
 * The TaskRuns of the runs that are waited for: they show how far a run is and where it failed, and never decide a
 * wait. Where they cannot be read, that is said once.
 */
export class TaskRunFollower {
  readonly #options: FollowerOptions;
  readonly #followed = new Map<string, LiveCollection<TaskRun> | 'asked' | 'refused'>();
  readonly #tell: (error: unknown) => void;

  constructor(options: FollowerOptions) {
    this.#options = options;
    const { reporter, signal } = options;
    this.#tell = sayOnce(reporter, { code: 'progress-limited', what: 'tasks cannot be shown', signal });
  }

  /** Begins to watch the TaskRuns of a run, once. */
  follow(run: PipelineRun): void {
    const uid = run.metadata.uid ?? '';
    if (this.#followed.has(uid)) return;
    this.#followed.set(uid, 'asked');
    const { cluster, onChange, signal } = this.#options;
    cluster.watch<TaskRun>(taskRunsOf(run.metadata), { onChange, signal }).then(
      (live) => {
        this.#followed.set(uid, live);
        onChange();
      },
      (error: unknown) => {
        this.#followed.set(uid, 'refused');
        this.#tell(error);
        onChange();
      },
    );
  }

  /** Undefined while the first answer is not there yet; empty where there is none to be had. */
  taskRunsOf(run: PipelineRun): readonly TaskRun[] | undefined {
    const followed = this.#followed.get(run.metadata.uid ?? '');
    if (followed === 'asked') return undefined;
    return followed === undefined || followed === 'refused' ? [] : followed.items();
  }

  /** The TaskRuns of a run that has ended, listed anew: the watch may be a moment late. Empty where that fails. */
  async lastTaskRunsOf(run: PipelineRun): Promise<readonly TaskRun[]> {
    const { cluster, signal } = this.#options;
    try {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(LIST_LIMIT_MS)]);
      return await cluster.list<TaskRun>(taskRunsOf(run.metadata), limit);
    } catch (error) {
      this.#tell(error);
      return this.taskRunsOf(run) ?? [];
    }
  }
}

type FollowerOptions = {
  readonly cluster: Cluster;
  readonly reporter: Pick<Reporter, 'warn'>;
  readonly onChange: () => void;
  readonly signal: AbortSignal;
};
