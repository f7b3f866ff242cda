import { ANNOTATION_LAUNCHES } from './labels.ts';
import { OUTCOMES, type Outcome } from './outcome.ts';
import type { PipelineRun } from './tekton.ts';

/**
 * What became of one launch, kept in an annotation of the run that signalled: where waiters see it with the rights
 * that they have anyway, and where it outlives a restart of the controller and the pruning of the child.
 */
export type LaunchRecord = {
  readonly signal: string;
  readonly taskRun: string;
  readonly pipeline: string;
  /** namespace/name of the child; absent where it was rejected. */
  readonly run?: string;
  readonly outcome?: Outcome;
  readonly message?: string;
};

/** Keeps one annotation well under the 256 KiB that Kubernetes allows for all of an object's. */
const MAX_MESSAGE_LENGTH = 1024;

/** The records of a run; empty where it has none or where they cannot be read (they are then written anew). */
export function readLaunchRecords(run: PipelineRun): readonly LaunchRecord[] {
  const text = run.metadata.annotations?.[ANNOTATION_LAUNCHES];
  if (text === undefined) return [];
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? (parsed as unknown[]).filter(isRecord) : [];
  } catch {
    return [];
  }
}

/** The annotation's text; equal records give equal text. */
export function writeLaunchRecords(records: readonly LaunchRecord[]): string {
  const order = (record: LaunchRecord) => `${record.taskRun}/${record.signal}`;
  return JSON.stringify(
    records
      .toSorted((a, b) => (order(a) < order(b) ? -1 : 1))
      .map(({ signal, taskRun, pipeline, run, outcome, message }) => ({
        signal,
        taskRun,
        pipeline,
        run,
        outcome,
        message: message?.slice(0, MAX_MESSAGE_LENGTH),
      })),
  );
}

function isRecord(value: unknown): value is LaunchRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { signal, taskRun, pipeline, run, outcome, message } = value as Record<string, unknown>;
  const optional = (field: unknown) => field === undefined || typeof field === 'string';
  const texts = [signal, taskRun, pipeline].every((field) => typeof field === 'string');
  const known = outcome === undefined || (typeof outcome === 'string' && Object.hasOwn(OUTCOMES, outcome));
  return texts && known && optional(run) && optional(message);
}
