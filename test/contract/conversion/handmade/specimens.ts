import type { KubeObject } from '../../../../src/core/k8s/object.ts';
import { pipelines } from './pipelines.ts';
import { bundlesOfPipelines, bundlesOfRuns, refusedPipelines, refusedRuns, refusedTasks } from './refused.ts';
import { runs } from './runs.ts';
import { tasks } from './tasks.ts';
import type { Specimen } from '../tekton-judge.ts';

/* One object for each field that moved, was renamed or went between v1beta1 and v1, and for what surrounds them. */

export function beta(kind: 'Task' | 'Pipeline' | 'PipelineRun', spec: object, metadata: object = {}): KubeObject {
  const object = { apiVersion: 'tekton.dev/v1beta1', kind, metadata: { name: 'x', ...metadata }, spec };
  return object;
}

const metadata = { labels: { l: '1', 'tekton.dev/pipeline': 'x' }, annotations: { a: '2' } };

/** What our conversion and Tekton's must make the same of. */
export const handmade: readonly Specimen[] = specimens({ Task: tasks, Pipeline: pipelines, PipelineRun: runs });

/** What Tekton refuses, and we or Tekton after us must refuse as well. */
export const refused: readonly Specimen[] = specimens({
  Task: refusedTasks,
  Pipeline: refusedPipelines,
  PipelineRun: refusedRuns,
});

/** What Tekton has come to refuse, and we still convert. */
export const bundles: readonly Specimen[] = specimens({
  Task: {},
  Pipeline: bundlesOfPipelines,
  PipelineRun: bundlesOfRuns,
});

type Kind = 'Task' | 'Pipeline' | 'PipelineRun';

function specimens(specs: Readonly<Record<Kind, Readonly<Record<string, object>>>>): readonly Specimen[] {
  return (['Task', 'Pipeline', 'PipelineRun'] as const).flatMap((kind) =>
    Object.entries(specs[kind]).map(([title, spec]) => ({
      title: `${kind}: ${title}`,
      object: beta(kind, spec, metadata),
    })),
  );
}
