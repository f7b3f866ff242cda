import { type PipelineRun, type TaskRun } from '../../core/tekton/types.ts';
import { taskRunsOfRun } from '../../core/tekton/task-runs-of-run.ts';
import type { Log } from '../../core/log.ts';
import type { Cluster, LiveCollection } from '../../ports.ts';
import { warnOnce } from './warn-once.ts';

const LIST_LIMIT_MS = 1_000;

/**
 * The TaskRuns of the runs that are waited for. They show how far a run is and where it failed, and never decide a
 * wait. That they cannot be read is reported once.
 */
export class TaskRunFollower {
  readonly #options: FollowerOptions;
  readonly #followed = new Map<string, LiveCollection<TaskRun> | 'asked' | 'refused'>();
  readonly #warn: (error: unknown) => void;

  constructor(options: FollowerOptions) {
    this.#options = options;
    const { reporter, abort } = options;
    this.#warn = warnOnce(reporter, { code: 'progress-limited', what: 'tasks cannot be shown', abort });
  }

  /** Begins to watch the TaskRuns of a run, once. */
  follow(run: PipelineRun): void {
    const uid = run.metadata.uid ?? '';
    if (this.#followed.has(uid)) return;
    this.#followed.set(uid, 'asked');
    const { cluster, onChange, abort } = this.#options;
    cluster.watch<TaskRun>(taskRunsOfRun(run.metadata), { onChange, abort }).then(
      (live) => {
        this.#followed.set(uid, live);
        onChange();
      },
      (error: unknown) => {
        this.#followed.set(uid, 'refused');
        this.#warn(error);
        onChange();
      },
    );
  }

  /** Undefined until the first answer has come; empty where the TaskRuns cannot be read. */
  followed(run: PipelineRun): readonly TaskRun[] | undefined {
    const followed = this.#followed.get(run.metadata.uid ?? '');
    if (followed === 'asked') return undefined;
    return followed === undefined || followed === 'refused' ? [] : followed.items();
  }

  /** The TaskRuns of a run that has ended, listed again, as the watch may be a moment late. Empty where that fails. */
  async lastTaskRunsOf(run: PipelineRun): Promise<readonly TaskRun[]> {
    const { cluster, abort } = this.#options;
    try {
      const limit = AbortSignal.any([abort, AbortSignal.timeout(LIST_LIMIT_MS)]);
      return await cluster.list<TaskRun>(taskRunsOfRun(run.metadata), limit);
    } catch (error) {
      this.#warn(error);
      return this.followed(run) ?? [];
    }
  }
}

type FollowerOptions = {
  readonly cluster: Cluster;
  readonly reporter: Pick<Log, 'warn'>;
  readonly onChange: () => void;
  readonly abort: AbortSignal;
};
