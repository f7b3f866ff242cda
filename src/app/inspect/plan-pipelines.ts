import type { Inspection, Planned } from '../../core/inspection.ts';
import type { CallEdge } from '../../core/calls/graph.ts';
import { readerBinding } from '../../core/launch/grants.ts';
import { childLaunch, type Launch, mainLaunch } from '../../core/launch/launch.ts';
import { planLaunch } from '../../core/launch/plan.ts';

export type PlanOptions = {
  readonly runId: string;
  readonly timeLeftMs: number;
};

/** A placeholder for the uid of the signalling run, which a plan cannot know. */
const PARENT_UID = '00000000-0000-0000-0000-000000000000';

/**
 * The objects that `run` would create for main, and those that a launch of every other pipeline would create. They are
 * made by the functions that `run` uses. Overrides of signals are known only at run time and are not applied.
 */
export function planPipelines({ pipelines, graph }: Inspection, options: PlanOptions): readonly Planned[] {
  const main = pipelines.find(({ isMain }) => isMain);
  const parent = mainLaunch(options.runId, main?.name ?? '');
  return pipelines.flatMap((inspected): Planned[] => {
    const { launched } = inspected;
    if (launched === undefined) return [];
    const call = graph.edges.find(({ to }) => to === inspected.name);
    const launch = inspected.isMain ? parent : placeholderLaunch(parent, inspected.name, call);
    const plan = planLaunch(launched.payload, launch, { timeLeftMs: options.timeLeftMs });
    const binding = readerBinding(launch, '', plan.namespace.metadata.labels ?? {});
    // The owner is the namespace, whose uid is not known yet: with a wrong one Kubernetes would delete the binding.
    const { ownerReferences: _unknown, ...metadata } = binding.metadata;
    const objects = [plan.namespace, ...plan.objects, { ...binding, metadata }, plan.run];
    return [
      {
        inspected: { ...inspected, launched },
        launch,
        isExact: inspected.isMain,
        objects,
      },
    ];
  });
}

function placeholderLaunch(main: Launch, pipeline: string, call: CallEdge | undefined): Launch {
  const source = {
    parentUid: PARENT_UID,
    taskRun: `${main.name}-${call?.task ?? 'task'}`,
    signal: call?.signal ?? 'signal',
  };
  return childLaunch(main, source, { pipeline, overrides: [] });
}
