import { formatDuration } from '../core/duration.ts';
import type { RunSummary } from '../core/tree/summary.ts';
import { tableLines } from './table.ts';

/** The table at the end of a run: a row for each run of the tree, children indented below the run that signalled. */
export function closingTable(rows: readonly RunSummary[]): string {
  const cells = [
    ['PIPELINE', 'RUN', 'NAMESPACE', 'OUTCOME', 'DURATION'],
    ...rows.map(({ pipeline, run, namespace, outcome, depth, durationSeconds }) => [
      `${'  '.repeat(depth)}${pipeline}`,
      run,
      namespace,
      outcome,
      durationSeconds === undefined ? '-' : formatDuration(durationSeconds * 1000),
    ]),
  ];
  return tableLines(cells).join('\n');
}
