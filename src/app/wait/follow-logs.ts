import { LABEL_TEKTON_PIPELINE_TASK } from '../../core/tekton/labels.ts';
import type { PipelineRun, StepState, TaskRun } from '../../core/tekton/types.ts';
import type { Log } from '../../core/log.ts';
import type { Clock, Cluster } from '../../ports.ts';
import { warnOnce } from './warn-once.ts';

/** A log that has no line for so long does not delay the end of a wait any more. */
export const QUIET_MS = 200;
/** The same for the first line of logs that nobody had begun to read: a short step, or a run that had ended before. */
const UNREAD_QUIET_MS = 500;
/** Nor does one that flows on and on. */
const MAX_DELAY_MS = 3_000;

type FollowLogsOptions = {
  readonly cluster: Cluster;
  readonly reporter: Pick<Log, 'warn'>;
  /** One line of a step, with a prefix that says whose it is. */
  readonly onLine: (line: string) => void;
  readonly abort: AbortSignal;
};

type EndedRun = { readonly run: PipelineRun; readonly taskRuns: readonly TaskRun[] };

/** Passes on the logs of the steps of runs as they grow. What goes wrong with logs is said once and changes nothing. */
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

  /** Begins with every step that has started since the last call. */
  follow(run: PipelineRun, taskRuns: readonly TaskRun[]): void {
    for (const taskRun of taskRuns) {
      for (const step of taskRun.status?.steps ?? []) this.#followStep(run, taskRun, step);
    }
  }

  /** Begins with what is unread, and waits for the last lines as long as lines come, for at most three seconds. */
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
