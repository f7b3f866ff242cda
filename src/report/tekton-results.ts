import type { RunSummary } from '../core/tree/summary.ts';
import { writeFiles } from './write-files.ts';

/**
 * All results of a step share the 4096 bytes of its termination message, and those of a pod about 12 kB
 * (https://tekton.dev/docs/pipelines/tasks/#larger-results-using-sidecar-logs). The rows get what is surely left over.
 */
const MAX_RUNS_BYTES = 2600;
const MAX_MESSAGE_LENGTH = 500;

export type TektonResults = {
  readonly status: string;
  readonly runId: string;
  readonly message: string;
  readonly runs: readonly RunSummary[];
};

/** Writes the Task's results, one file each, into the folder that Tekton gave (`/tekton/results`). */
export async function writeTektonResults(folder: string, results: TektonResults): Promise<void> {
  const files = {
    status: results.status,
    'run-id': results.runId,
    message: results.message.slice(0, MAX_MESSAGE_LENGTH),
    runs: fittingRows(results.runs),
  };
  await writeFiles(folder, files);
}

/** JSON of as many rows as fit, without their messages; a last element has the number of those that were left out. */
export function fittingRows(rows: readonly RunSummary[]): string {
  const short = rows.map(({ message: _message, depth: _depth, ...row }) => row);
  for (let count = short.length; count >= 0; count -= 1) {
    const left = short.length - count;
    const text = JSON.stringify(left === 0 ? short : [...short.slice(0, count), { leftOut: left }]);
    if (Buffer.byteLength(text) <= MAX_RUNS_BYTES) return text;
  }
  return '[]';
}
