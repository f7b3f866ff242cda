import { formatDuration } from '../../core/duration.ts';
import { type Failure, failureSentence, failureFacts } from '../../core/tekton/failure.ts';
import type { SelectedRun } from '../../core/wait/judge.ts';
import type { LaunchRecord } from '../../core/launch/record.ts';
import type { PipelineRun, TaskRun } from '../../core/tekton/types.ts';
import { waitProgress } from '../../core/wait/progress-line.ts';
import type { Log } from '../../core/log.ts';
import type { Clock } from '../../ports.ts';

const HEARTBEAT_MS = 60_000;

/** Reports a wait: a line for each change, and one a minute while nothing changes. */
export class WaitReporter {
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #reported = new Map<string, string>();
  readonly #rejections = new Set<string>();
  #reportedAt: number;

  constructor({ log, clock }: { readonly log: Log; readonly clock: Clock }) {
    this.#log = log;
    this.#clock = clock;
    this.#reportedAt = clock.now();
  }

  /**
   * Where `taskRunsOf` gives undefined, they have not come yet: a run that has not ended is reported when they have.
   */
  report(selected: readonly SelectedRun[], taskRunsOf: (run: PipelineRun) => readonly TaskRun[] | undefined): void {
    for (const each of selected) {
      const taskRuns = each.run === undefined ? [] : taskRunsOf(each.run);
      if (taskRuns === undefined && each.state.kind !== 'ended') continue;
      const line = waitProgress(each, taskRuns ?? []);
      if (this.#reported.get(each.title) === line.message) continue;
      this.#reported.set(each.title, line.message);
      this.#reportedAt = this.#clock.now();
      if (line.code === 'run-ended') this.#log.info(line.code, line.message, line.facts);
      else this.#log.info(line.code, line.message, line.facts);
    }
  }

  /**
   * Reports rejected launches that may be what is waited for: the name of the Pipeline that they would run is not
   * known.
   */
  reportRejections(records: readonly LaunchRecord[]): void {
    for (const { signal, taskRun, pipeline, message = '' } of records) {
      const key = `${taskRun}/${signal}`;
      if (this.#rejections.has(key)) continue;
      this.#rejections.add(key);
      this.#log.error('launch-rejected', `signal ${signal} of ${taskRun} was rejected: ${message}`, {
        pipeline,
        signal,
        hint: `if it is the one that is waited for, wait with --signal ${signal}: that ends at once`,
      });
    }
  }

  reportFailures(run: string, namespace: string, failures: readonly Failure[]): void {
    for (const failure of failures) {
      const facts = failureFacts(failure, { run, namespace });
      this.#log.error('task-failed', `${run}: ${failureSentence(failure)}`, facts);
    }
  }

  beat(selected: readonly SelectedRun[], waitedMs: number): void {
    if (this.#clock.now() - this.#reportedAt < HEARTBEAT_MS) return;
    this.#reportedAt = this.#clock.now();
    const states = selected.map(({ title }) => this.#reported.get(title) ?? title);
    const what = states.length === 0 ? 'nothing has appeared yet' : states.join('; ');
    this.#log.info('still-waiting', `waiting for ${formatDuration(waitedMs)}: ${what}`);
  }
}
