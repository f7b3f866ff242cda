import { LABEL_TEKTON_PIPELINE_TASK } from '../../core/tekton/labels.ts';
import type { PipelineRun, StepState, TaskRun } from '../../core/tekton/types.ts';
import type { Log } from '../../core/log.ts';
import type { Clock, Cluster } from '../../ports.ts';
import { warnOnce } from './warn-once.ts';

/** When no log has had a new line for this long, the end of a wait does not wait for more lines. */
export const QUIET_MS = 200;
/**
 * The same while the first line is awaited of a log that is read only from now on: of a short step, or of an old run.
 */
const UNREAD_QUIET_MS = 500;
/** The longest time that lines which keep coming can delay the end of a wait. */
const MAX_DELAY_MS = 3_000;

type FollowLogsOptions = {
  readonly cluster: Cluster;
  readonly reporter: Pick<Log, 'warn'>;
  /** Gets each line of a step, with a prefix that names run, task and step. */
  readonly onLine: (line: string) => void;
  readonly abort: AbortSignal;
};

type EndedRun = { readonly run: PipelineRun; readonly taskRuns: readonly TaskRun[] };

/**
 * Passes on the logs of the steps of runs as they grow. The first problem with a log is a warning; none ends a wait.
 */
export class FollowLogs {
  readonly #options: FollowLogsOptions;
  readonly #streams = new Map<string, Promise<void>>();
  readonly #warn: (error: unknown) => void;
  #lines = 0;

  constructor(options: FollowLogsOptions) {
    this.#options = options;
    const { reporter, abort } = options;
    this.#warn = warnOnce(reporter, { code: 'logs-limited', what: 'logs cannot be shown', abort });
  }

  /** Begins to read the logs of the steps that have started since the last call. */
  follow(run: PipelineRun, taskRuns: readonly TaskRun[]): void {
    for (const taskRun of taskRuns) {
      for (const step of taskRun.status?.steps ?? []) this.#followStep(run, taskRun, step);
    }
  }

  /** Begins to read the logs that were not read yet, and waits as long as lines come, but for three seconds at most. */
  async finish(ended: readonly EndedRun[], clock: Clock): Promise<void> {
    const begun = this.#streams.size;
    for (const { run, taskRuns } of ended) this.follow(run, taskRuns);
    const allRead = new AbortController();
    void Promise.all(this.#streams.values()).then(() => allRead.abort());
    const over = AbortSignal.any([allRead.signal, this.#options.abort]);
    const end = clock.now() + MAX_DELAY_MS;
    let quietMs = this.#streams.size > begun ? UNREAD_QUIET_MS : QUIET_MS;
    for (let seen = -1; seen !== this.#lines && clock.now() < end && !over.aborted; quietMs = QUIET_MS) {
      seen = this.#lines;
      await clock.sleep(quietMs, over);
    }
  }

  #followStep(run: PipelineRun, { metadata, status }: TaskRun, step: StepState): void {
    const { podName } = status ?? {};
    const { container, name = '' } = step;
    if (podName === undefined || container === undefined) return;
    if (step.running === undefined && step.terminated === undefined) return;
    const key = `${podName}/${container}`;
    if (this.#streams.has(key)) return;
    const task = metadata.labels?.[LABEL_TEKTON_PIPELINE_TASK] ?? metadata.name ?? '';
    const prefix = `[${run.metadata.name ?? ''} ${task}/${name}] `;
    const { cluster, onLine, abort } = this.#options;
    const pod = { namespace: metadata.namespace ?? '', name: podName, container };
    const take = (line: string) => {
      this.#lines += 1;
      onLine(prefix + line);
    };
    const stream = cluster.followLog(pod, { onLine: take, abort });
    this.#streams.set(
      key,
      stream.catch((error: unknown) => this.#warn(error)),
    );
  }
}
