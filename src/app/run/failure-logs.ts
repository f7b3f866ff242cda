import { failuresOf } from '../../core/tekton/failure.ts';
import { nodes, type RunNode } from '../../core/tree/tree.ts';
import type { Cluster, Reporter } from '../../ports.ts';

const TAIL_LINES = 20;
const TIME_LIMIT_MS = 5_000;

/** Reports the last lines of every step that failed; a log that cannot be read is left out. */
export async function reportFailureLogs(
  tree: RunNode,
  { cluster, reporter }: { readonly cluster: Cluster; readonly reporter: Reporter },
): Promise<void> {
  const abort = AbortSignal.timeout(TIME_LIMIT_MS);
  for (const node of nodes(tree)) {
    for (const { pod, container, task, step } of failuresOf(node)) {
      if (pod === undefined || container === undefined) continue;
      const place = { namespace: node.launch.namespace, name: pod, container, lines: TAIL_LINES };
      const log = await cluster.logTail(place, abort).catch(() => '');
      if (log === '') continue;
      reporter.error('step-log', `last lines of ${task}/${step ?? container}`, { lines: log.trimEnd().split('\n') });
    }
  }
}
