import { OUTCOMES, type Outcome } from '../../core/outcome.ts';
import { type RunSummary, summarize } from '../../core/tree/summary.ts';
import { causeOf } from '../../core/tree/tree-outcome.ts';
import type { RunNode } from '../../core/tree/tree.ts';
import type { Cluster, Reporter } from '../../ports.ts';
import { type CleanUpPolicy, cleanUp } from './clean-up.ts';
import { reportFailureLogs } from './failure-logs.ts';
import type { RunReport } from './run-pipelines.ts';
import { writeRecord } from './write-record.ts';

/** The end of a run, for those who started it. */
export type ClosedRun = {
  readonly runId: string;
  readonly outcome: Outcome;
  /** Which run decided the outcome, and why; or how many succeeded. */
  readonly message: string;
  readonly runs: readonly RunSummary[];
};

export type CloseOptions = {
  readonly policy: CleanUpPolicy;
  /** The namespace of the record. */
  readonly namespace: string;
};

export type CloseDependencies = {
  readonly cluster: Cluster;
  readonly reporter: Reporter;
  /** Gives the results to those who started the run; called once, before the last log line. */
  readonly publish: (closed: ClosedRun) => Promise<void>;
};

/** Logs, clean-up and the record must not delay the exit for longer than this. */
const CLOSING_LIMIT_MS = 6_000;

/**
 * What is done when a tree has ended, in this order: write the record; report the logs of failed steps, which are gone
 * after the clean-up; clean up; publish the results; write the last log line. Throws only what `publish` throws.
 */
export async function closeRun(
  { tree, outcome }: RunReport,
  { policy, namespace }: CloseOptions,
  { cluster, reporter, publish }: CloseDependencies,
): Promise<ClosedRun> {
  const { runId } = tree.launch;
  const { title } = OUTCOMES[outcome];
  const runs = summarize(tree);
  const limit = AbortSignal.timeout(CLOSING_LIMIT_MS);
  await writeRecord({ runId, outcome: title, runs }, namespace, { cluster, reporter }, limit);
  if (outcome !== 'succeeded') await reportFailureLogs(tree, { cluster, reporter });
  await cleanUp(tree, policy, { cluster, reporter }, limit);
  const closed = { runId, outcome, message: closingMessage(tree, runs), runs };
  await publish(closed);
  const facts = { outcome, runId, runs: runs.length };
  if (outcome === 'succeeded') reporter.info('run-finished', title, facts);
  else reporter.error('run-finished', `${title}: ${closed.message}`, facts);
  return closed;
}

function closingMessage(tree: RunNode, runs: readonly RunSummary[]): string {
  const cause = causeOf(tree)?.launch;
  const worst = runs.find((row) => row.run === cause?.name && row.namespace === cause.namespace);
  if (worst !== undefined) return `${worst.namespace}/${worst.run}: ${worst.message ?? worst.outcome}`;
  return `${runs.length === 1 ? '1 run' : `${runs.length} runs`} succeeded`;
}
