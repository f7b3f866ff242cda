import { LABEL_RUN_ID } from '../../core/launch/labels.ts';
import type { RunSummary } from '../../core/tree/summary.ts';
import { messageOf } from '../../errors.ts';
import type { Cluster, Reporter } from '../../ports.ts';

export type RunRecord = {
  readonly runId: string;
  readonly outcome: string;
  readonly runs: readonly RunSummary[];
};

/** Keeps how a run ended in a ConfigMap `subpipe-record-<run id>`, which outlives its namespaces. */
export async function writeRecord(
  record: RunRecord,
  namespace: string,
  { cluster, reporter }: { readonly cluster: Cluster; readonly reporter: Reporter },
  abort: AbortSignal,
): Promise<void> {
  const name = `subpipe-record-${record.runId.toLowerCase().replace(/[^a-z0-9.-]/g, '-')}`;
  const object = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, labels: { [LABEL_RUN_ID]: record.runId } },
    data: { 'record.json': JSON.stringify(record, null, 2) },
  };
  try {
    const { created } = await cluster.create(object, abort);
    if (!created)
      await cluster.mergePatch({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name }, { data: object.data }, abort);
    reporter.info('recorded', 'the record of this run is kept', {
      show: `kubectl get configmap -n ${namespace} ${name} -o yaml`,
    });
  } catch (error) {
    reporter.warn('record-failed', `no record was kept: ${messageOf(error)}`);
  }
}
