import { type NamespacedName, qualifiedName } from '../k8s/object.ts';
import { LABEL_PIPELINE } from './labels.ts';
import type { Outcome } from '../outcome.ts';
import { resultsOf, runState } from '../tekton/run-state.ts';
import type { ParamValue, PipelineRun } from '../tekton/types.ts';
import { present } from '../present.ts';

/** The end of a launch that has no PipelineRun in the cluster: it was rejected, or its run was deleted or pruned. */
export type EndedLaunch = { readonly outcome: Outcome; readonly message: string } & LaunchFacts;

/** What waiters may need to know of a launch, and only its payload or its run has. */
export type LaunchFacts = {
  /** The Pipeline's own name, as a label value. */
  readonly pipelineName?: string;
  readonly results?: Readonly<Record<string, ParamValue>>;
};

/** The facts without undefined fields, so that equal facts are equal objects and give equal JSON. */
export function launchFacts({
  pipelineName,
  results,
}: {
  [Key in keyof LaunchFacts]: LaunchFacts[Key] | undefined;
}): LaunchFacts {
  return present({ pipelineName, results });
}

/** The facts that a run has in its labels and status. */
export function launchFactsOf(run: PipelineRun): LaunchFacts {
  return launchFacts({ pipelineName: run.metadata.labels?.[LABEL_PIPELINE], results: resultsOf(run) });
}

/** The end of a run that is gone, as it was last seen. A run that had not ended by then was deleted. */
export function endedRun(run: PipelineRun): EndedLaunch {
  const state = runState(run);
  const { namespace = '', name = '' } = run.metadata;
  return state.kind === 'ended'
    ? { outcome: state.outcome, message: state.message, ...launchFactsOf(run) }
    : deletedLaunch({ namespace, name }, launchFactsOf(run));
}

/** The end of a launch whose run was deleted before it ended. */
export function deletedLaunch(run: NamespacedName, known: LaunchFacts = {}): EndedLaunch {
  return { outcome: 'deleted', message: `PipelineRun ${qualifiedName(run)} was deleted before it ended`, ...known };
}

/** The end of a launch that was refused, with the message that waiters and the record get. */
export function rejectedLaunch(
  { message, hint }: { readonly message: string; readonly hint?: string | undefined },
  known: LaunchFacts = {},
): EndedLaunch {
  return { outcome: 'rejected', message: hint === undefined ? message : `${message} (${hint})`, ...known };
}
