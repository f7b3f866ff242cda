import { LABEL_RUN_ID } from '../../core/launch/labels.ts';
import { type PipelineRun, type TaskRun, TEKTON_V1 } from '../../core/tekton/types.ts';
import { SubpipeError } from '../../errors.ts';
import type { Cluster } from '../../ports.ts';
import { throwFailure } from '../doorbell.ts';

/** All PipelineRuns and TaskRuns with a run id, as the cluster shows them. */
export type TreeObjects = { readonly runs: readonly PipelineRun[]; readonly taskRuns: readonly TaskRun[] };

export type TreeWatch = {
  /** From the watches. Throws the failure of a watch that is not kept up to date any more. */
  items(): TreeObjects;
  /**
   * From two new lists, or why they cannot be made now. The TaskRuns are listed last, so that they are not older than
   * the runs that they belong to.
   */
  list(): Promise<TreeObjects | { readonly unreachable: string }>;
};

/** Watches all runs and TaskRuns with the run id; `onChange` is called after any change. */
export async function watchTree(
  runId: string,
  cluster: Cluster,
  { onChange, abort }: { readonly onChange: () => void; readonly abort: AbortSignal },
): Promise<TreeWatch> {
  const of = (kind: 'PipelineRun' | 'TaskRun') => ({ apiVersion: TEKTON_V1, kind, labelSelector: ofRun(runId) });
  const [runs, taskRuns] = await Promise.all([
    cluster.watch<PipelineRun>(of('PipelineRun'), { onChange, abort }),
    cluster.watch<TaskRun>(of('TaskRun'), { onChange, abort }),
  ]);
  return {
    items() {
      throwFailure(runs, taskRuns);
      return { runs: runs.items(), taskRuns: taskRuns.items() };
    },
    async list() {
      try {
        const listed = await cluster.list<PipelineRun>(of('PipelineRun'), abort);
        return { runs: listed, taskRuns: await cluster.list<TaskRun>(of('TaskRun'), abort) };
      } catch (error) {
        if (error instanceof SubpipeError && error.code === 'unreachable') return { unreachable: error.message };
        throw error;
      }
    },
  };
}

/** The label selector of everything that belongs to a run id. */
export function ofRun(runId: string): string {
  return `${LABEL_RUN_ID}=${runId}`;
}
