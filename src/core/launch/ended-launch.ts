import { type NamespacedName, qualifiedName } from '../k8s/object.ts';
import { LABEL_PIPELINE } from './labels.ts';
import type { Outcome } from '../outcome.ts';
import { resultsOf, runState } from '../tekton/run-state.ts';
import type { ParamValue, PipelineRun } from '../tekton/types.ts';

/** How a launch ended that has no PipelineRun in the cluster: it was rejected, or its run was deleted or pruned. */
export type EndedLaunch = { readonly outcome: Outcome; readonly message: string } & LaunchFacts;

/** What waiters may ask of a launch, and only its payload or its run can tell. */
export type LaunchFacts = {
  /** The Pipeline's own name, as a label value. */
  readonly pipelineName?: string;
  readonly results?: Readonly<Record<string, ParamValue>>;
};

/** Only the fields that are there: they are compared and written as they are. */
export function launchFacts({
  pipelineName,
  results,
}: {
  [Key in keyof LaunchFacts]: LaunchFacts[Key] | undefined;
}): LaunchFacts {
  return {
    ...(pipelineName === undefined ? {} : { pipelineName }),
    ...(results === undefined ? {} : { results }),
  };
}

/** What a run tells of itself. */
export function launchFactsOf(run: PipelineRun): LaunchFacts {
  return launchFacts({ pipelineName: run.metadata.labels?.[LABEL_PIPELINE], results: resultsOf(run) });
}

/** How a run ended that is gone, as it was last seen: one that had not ended by then was deleted. */
export function endedRun(run: PipelineRun): EndedLaunch {
  const state = runState(run);
  const { namespace = '', name = '' } = run.metadata;
  return state.kind === 'ended'
    ? { outcome: state.outcome, message: state.message, ...launchFactsOf(run) }
    : deletedLaunch({ namespace, name }, launchFactsOf(run));
}

/** A launch whose run was deleted before it ended. */
export function deletedLaunch(run: NamespacedName, known: LaunchFacts = {}): EndedLaunch {
  return { outcome: 'deleted', message: `PipelineRun ${qualifiedName(run)} was deleted before it ended`, ...known };
}

/** A launch that was refused, with the words that waiters and the record get. */
export function rejectedLaunch(
  { message, hint }: { readonly message: string; readonly hint?: string | undefined },
  known: LaunchFacts = {},
): EndedLaunch {
  return { outcome: 'rejected', message: hint === undefined ? message : `${message} (${hint})`, ...known };
}
