import type { PipelineRun, TaskRun } from '../core/tekton.ts';
import { TEKTON_V1 } from '../core/tekton.ts';
import { messageOf, SubpipeError } from '../errors.ts';
import type { Cluster, LiveCollection, Reporter } from '../ports.ts';

/** Set by Tekton on every TaskRun of a PipelineRun. */
const LABEL_TEKTON_PIPELINE_RUN = 'tekton.dev/pipelineRun';
const LIST_LIMIT_MS = 1_000;

/**
 * The TaskRuns of the runs that are waited for: they show how far a run is and where it failed, and never decide a
 * wait. Where they cannot be read, that is said once.
 */
export class TaskRunFollower {
  readonly #options: FollowerOptions;
  readonly #followed = new Map<string, LiveCollection<TaskRun> | 'asked' | 'refused'>();
  #saidWhy = false;

  constructor(options: FollowerOptions) {
    this.#options = options;
  }

  /** Begins to watch the TaskRuns of a run, once. */
  follow(run: PipelineRun): void {
    const uid = run.metadata.uid ?? '';
    if (this.#followed.has(uid)) return;
    this.#followed.set(uid, 'asked');
    const { cluster, onChange, signal } = this.#options;
    cluster.watch<TaskRun>(taskRunsOf(run), { onChange, signal }).then(
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
      return await cluster.list<TaskRun>(taskRunsOf(run), limit);
    } catch (error) {
      this.#tell(error);
      return this.taskRunsOf(run) ?? [];
    }
  }

  #tell(error: unknown): void {
    if (this.#saidWhy || this.#options.signal.aborted) return;
    this.#saidWhy = true;
    const hint = error instanceof SubpipeError && error.hint !== undefined ? { hint: error.hint } : {};
    this.#options.reporter.warn('progress-limited', `tasks cannot be shown: ${messageOf(error)}`, hint);
  }
}

type FollowerOptions = {
  readonly cluster: Cluster;
  readonly reporter: Pick<Reporter, 'warn'>;
  readonly onChange: () => void;
  readonly signal: AbortSignal;
};

function taskRunsOf({ metadata: { name = '', namespace = '' } }: PipelineRun) {
  const labelSelector = `${LABEL_TEKTON_PIPELINE_RUN}=${name}`;
  return { apiVersion: TEKTON_V1, kind: 'TaskRun', namespace, labelSelector };
}
