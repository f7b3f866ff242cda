import { LABEL_TEKTON_PIPELINE_TASK } from '../core/labels.ts';
import type { PipelineRun, StepState, TaskRun } from '../core/tekton.ts';
import { messageOf, SubpipeError } from '../errors.ts';
import type { Clock, Cluster, Reporter } from '../ports.ts';

/** What a log that flows already may delay the end of a wait. */
const GRACE_MS = 200;
/** The same for logs that nobody has begun to read: a short step, or a run that had ended before the wait began. */
const UNREAD_GRACE_MS = 2_000;

type FollowLogsOptions = {
  readonly cluster: Cluster;
  readonly reporter: Pick<Reporter, 'warn'>;
  /** One line of a step, with a prefix that says whose it is. */
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal;
};

type EndedRun = { readonly run: PipelineRun; readonly taskRuns: readonly TaskRun[] };

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

  /** Begins with what is unread, and waits for the last lines: for at most 200 ms, or 2 s where something was unread. */
  async finish(ended: readonly EndedRun[], clock: Clock): Promise<void> {
    const begun = this.#streams.size;
    for (const { run, taskRuns } of ended) this.follow(run, taskRuns);
    const graceMs = this.#streams.size > begun ? UNREAD_GRACE_MS : GRACE_MS;
    const allRead = new AbortController();
    void Promise.all(this.#streams.values()).then(() => allRead.abort());
    await clock.sleep(graceMs, AbortSignal.any([allRead.signal, this.#options.signal]));
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
