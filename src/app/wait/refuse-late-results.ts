import { qualifiedNameOf } from '../../core/k8s/object.ts';
import { LABEL_RUN_ID } from '../../core/launch/labels.ts';
import { mayBeSignalledBy } from '../../core/wait/late-results.ts';
import { type TaskRun, TEKTON_V1 } from '../../core/tekton/types.ts';
import type { Selection } from '../../core/wait/selection.ts';
import { SubpipeError } from '../../errors.ts';
import type { Cluster } from '../../ports.ts';

const LIMIT_MS = 5_000;

/**
 * Refuses a wait that could never end, in the Task that signals what is waited for: where Tekton takes results from
 * sidecar logs, they appear only when the Task has ended. `pod` is the pod that this process runs in.
 *
 * @throws SubpipeError `bad-usage` for such a wait. Where our TaskRun cannot be read, no wait is refused.
 */
export async function refuseLateResults(
  selection: Selection,
  { cluster, pod, abort }: { readonly cluster: Cluster; readonly pod: string; readonly abort: AbortSignal },
): Promise<void> {
  if (selection.kind !== 'pipeline' && selection.kind !== 'signal') return;
  const own = await ownTaskRun(selection.runId, { cluster, pod, abort });
  if (own === undefined || !mayBeSignalledBy(own, selection)) return;
  throw new SubpipeError(
    'bad-usage',
    `this Task signals and waits, and Tekton takes results from sidecar logs here: no signal of TaskRun ${qualifiedNameOf(own)} shows before it has ended, so this wait would never end`,
    {
      hint: "wait in a task of its own that runs after this one; for what another task asks for, wait with --signal; or set results-from: termination-message in Tekton's ConfigMap feature-flags",
    },
  );
}

async function ownTaskRun(
  runId: string,
  { cluster, pod, abort }: { readonly cluster: Cluster; readonly pod: string; readonly abort: AbortSignal },
): Promise<TaskRun | undefined> {
  try {
    const taskRuns = await cluster.list<TaskRun>(
      {
        apiVersion: TEKTON_V1,
        kind: 'TaskRun',
        namespace: cluster.defaultNamespace,
        labelSelector: `${LABEL_RUN_ID}=${runId}`,
      },
      AbortSignal.any([abort, AbortSignal.timeout(LIMIT_MS)]),
    );
    return taskRuns.find(({ status }) => status?.podName === pod);
  } catch {
    // Without the right to list TaskRuns such a wait lasts until its deadline.
    return undefined;
  }
}
