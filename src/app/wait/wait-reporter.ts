import { formatDuration } from '../../core/duration.ts';
import { type Failure, failureSentence, failureFacts } from '../../core/tekton/failure.ts';
import type { SelectedRun } from '../../core/wait/judge.ts';
import type { LaunchRecord } from '../../core/launch/record.ts';
import type { PipelineRun, TaskRun } from '../../core/tekton/types.ts';
import { waitProgress } from '../../core/wait/progress-line.ts';
import type { Log } from '../../core/log.ts';
import type { Clock } from '../../ports.ts';

const HEARTBEAT_MS = 60_000;

/** Tells a wait: one line for each change, and one a minute while nothing changes. */
export class WaitReporter {
  readonly #reporter: Log;
  readonly #clock: Clock;
  readonly #told = new Map<string, string>();
  readonly #rejections = new Set<string>();
  #toldAt: number;

  constructor({ reporter, clock }: { readonly reporter: Log; readonly clock: Clock }) {
    this.#reporter = reporter;
    this.#clock = clock;
    this.#toldAt = clock.now();
  }

  /** `taskRunsOf` gives undefined where they are on their way: a run that still goes is told with them. */
  report(selected: readonly SelectedRun[], taskRunsOf: (run: PipelineRun) => readonly TaskRun[] | undefined): void {
    for (const each of selected) {
      const taskRuns = each.run === undefined ? [] : taskRunsOf(each.run);
      if (taskRuns === undefined && each.state.kind !== 'ended') continue;
      const line = waitProgress(each, taskRuns ?? []);
      if (this.#told.get(each.title) === line.message) continue;
      this.#told.set(each.title, line.message);
      this.#toldAt = this.#clock.now();
      if (line.code === 'run-ended') this.#reporter.info(line.code, line.message, line.facts);
      else this.#reporter.info(line.code, line.message, line.facts);
    }
  }

  /** The last line that was told of each run, by its title. */
  lastReported(): ReadonlyMap<string, string> {
    return this.#told;
  }

  /** Rejected launches that may be meant: nobody knows the name of the Pipeline that they would have run. */
  reportRejections(records: readonly LaunchRecord[]): void {
    for (const { signal, taskRun, pipeline, message = '' } of records) {
      const key = `${taskRun}/${signal}`;
      if (this.#rejections.has(key)) continue;
      this.#rejections.add(key);
      this.#reporter.error('launch-rejected', `signal ${signal} of ${taskRun} was rejected: ${message}`, {
        pipeline,
        signal,
        hint: `if it is the one that is waited for, wait with --signal ${signal}: that ends at once`,
      });
    }
  }

  reportFailures(run: string, namespace: string, failures: readonly Failure[]): void {
    for (const failure of failures) {
      const facts = failureFacts(failure, { run, namespace });
      this.#reporter.error('task-failed', `${run}: ${failureSentence(failure)}`, facts);
    }
  }

  beat(selected: readonly SelectedRun[], waitedMs: number): void {
    if (this.#clock.now() - this.#toldAt < HEARTBEAT_MS) return;
    this.#toldAt = this.#clock.now();
    const states = selected.map(({ title }) => this.#told.get(title) ?? title);
    const what = states.length === 0 ? 'nothing has appeared yet' : states.join('; ');
    this.#reporter.info('still-waiting', `waiting for ${formatDuration(waitedMs)}: ${what}`);
  }
}
