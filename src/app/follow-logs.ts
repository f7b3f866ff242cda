import { LABEL_TEKTON_PIPELINE_TASK } from '../core/labels.ts';
import type { PipelineRun, StepState, TaskRun } from '../core/tekton.ts';
import { messageOf, SubpipeError } from '../errors.ts';
import type { Clock, Cluster, Reporter } from '../ports.ts';

/** What a log that has not come to its end may delay the end of a wait. */
const GRACE_MS = 200;

type FollowLogsOptions = {
  readonly cluster: Cluster;
  readonly reporter: Pick<Reporter, 'warn'>;
  /** One line of a step, with a prefix that says whose it is. */
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal;
};

/** Passes on the logs of the steps of runs as they grow. What goes wrong with logs is said once and changes nothing. */
export class FollowLogs {
  readonly #options: FollowLogsOptions;
  readonly #streams = new Map<string, Promise<void>>();
  #saidWhy = false;

  constructor(options: FollowLogsOptions) {
    this.#options = options;
  }

  /** Begins with every step that has started since the last call. */
  follow(run: PipelineRun, taskRuns: readonly TaskRun[]): void {
    for (const taskRun of taskRuns) {
      for (const step of taskRun.status?.steps ?? []) this.#followStep(run, taskRun, step);
    }
  }

  /** Waits for the last lines of logs that flow, for at most 200 ms. */
  async finish(clock: Clock): Promise<void> {
    const ended = new AbortController();
    void Promise.all(this.#streams.values()).then(() => ended.abort());
    await clock.sleep(GRACE_MS, AbortSignal.any([ended.signal, this.#options.signal]));
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
    const { cluster, onLine, signal } = this.#options;
    const pod = { namespace: metadata.namespace ?? '', name: podName, container };
    const stream = cluster.followLog(pod, { onLine: (line) => onLine(prefix + line), signal });
    this.#streams.set(
      key,
      stream.catch((error: unknown) => this.#tell(error)),
    );
  }

  #tell(error: unknown): void {
    if (this.#saidWhy || this.#options.signal.aborted) return;
    this.#saidWhy = true;
    const hint = error instanceof SubpipeError && error.hint !== undefined ? { hint: error.hint } : {};
    this.#options.reporter.warn('logs-limited', `logs cannot be shown: ${messageOf(error)}`, hint);
  }
}
