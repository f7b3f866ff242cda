import { isObject } from '../json.ts';
import type { LaunchFacts } from './ended-launch.ts';
import { ANNOTATION_LAUNCH_RECORDS } from './labels.ts';
import { isParamValue } from '../tekton/param-value.ts';
import { OUTCOMES, type Outcome } from '../outcome.ts';
import type { PipelineRun } from '../tekton/types.ts';

/**
 * What became of one launch. It is kept in an annotation of the run that signalled: waiters may read that one anyway,
 * and there it survives a restart of the controller and the pruning of the child.
 */
export type LaunchRecord = LaunchFacts & {
  readonly signal: string;
  readonly taskRun: string;
  /** Mapping name or file, as the signal named it. */
  readonly pipeline: string;
  /** namespace/name of the child; absent where it was rejected. */
  readonly run?: string;
  readonly outcome?: Outcome;
  readonly message?: string;
};

/**
 * Limits that keep the annotation far below 256 KiB, the most that Kubernetes allows for all annotations of an object.
 */
const MAX_MESSAGE_LENGTH = 1024;
const MAX_RESULTS_LENGTH = 2048;

/** The records of a run; empty where it has none, or none that can be read (they are then written again). */
export function readLaunchRecords(run: PipelineRun): readonly LaunchRecord[] {
  const text = run.metadata.annotations?.[ANNOTATION_LAUNCH_RECORDS];
  if (text === undefined) return [];
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? (parsed as unknown[]).filter(isRecord) : [];
  } catch {
    return [];
  }
}

/** The annotation's text: equal records give equal texts. Long messages are cut, and large results are left out. */
export function writeLaunchRecords(records: readonly LaunchRecord[]): string {
  const order = (record: LaunchRecord) => `${record.taskRun}/${record.signal}`;
  return JSON.stringify(
    records
      .toSorted((a, b) => (order(a) < order(b) ? -1 : 1))
      .map(({ signal, taskRun, pipeline, pipelineName, run, outcome, message, results }) => ({
        signal,
        taskRun,
        pipeline,
        pipelineName,
        run,
        outcome,
        message: message?.slice(0, MAX_MESSAGE_LENGTH),
        results: results !== undefined && JSON.stringify(results).length <= MAX_RESULTS_LENGTH ? results : undefined,
      })),
  );
}

function isRecord(value: unknown): value is LaunchRecord {
  if (!isObject(value)) return false;
  const { signal, taskRun, pipeline, pipelineName, run, outcome, message, results } = value;
  const optional = (field: unknown) => field === undefined || typeof field === 'string';
  const texts = [signal, taskRun, pipeline].every((field) => typeof field === 'string');
  const known = outcome === undefined || (typeof outcome === 'string' && Object.hasOwn(OUTCOMES, outcome));
  const returned =
    results === undefined || (isObject(results) && Object.values(results).every((each) => isParamValue(each)));
  return texts && known && returned && [pipelineName, run, message].every(optional);
}
