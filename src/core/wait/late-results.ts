import { signalName } from '../signal/signals.ts';
import type { TaskRun } from '../tekton/types.ts';
import type { Selection } from './selection.ts';

/**
 * True where a TaskRun declares a signal that may launch what is waited for, and Tekton takes its results from sidecar
 * logs (https://tekton.dev/docs/pipelines/additional-configs/, `results-from`): then they appear only when it has
 * ended.
 */
export function mayBeSignalledBy({ status }: TaskRun, selection: Selection): boolean {
  if (status?.provenance?.featureFlags?.resultExtractionMethod !== 'sidecar-logs') return false;
  const signals = (status.taskSpec?.results ?? []).flatMap(({ name }) => signalName(name) ?? []);
  return selection.kind === 'signal' ? signals.includes(selection.name) : signals.length > 0;
}
