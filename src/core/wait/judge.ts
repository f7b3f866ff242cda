import { qualifiedNameOf } from '../k8s/object.ts';
import { LABEL_PIPELINE, LABEL_SIGNAL, LABEL_SUB_RUN_ID } from '../launch/labels.ts';
import { type LaunchRecord, readLaunchRecords } from '../launch/record.ts';
import type { EndedLaunch } from '../launch/ended-launch.ts';
import { mostSevere, type Outcome } from '../outcome.ts';
import { resultsOf, type RunState, runState } from '../tekton/run-state.ts';
import type { ParamValue, PipelineRun } from '../tekton/types.ts';
import { isRecordSelected, isSelected, type Selection } from './selection.ts';
import { present } from '../present.ts';

export type Observed = {
  /** PipelineRuns of the watched collection, also those that are gone, as they were last seen. */
  readonly runs: readonly PipelineRun[];
  /** The ends of those that are gone, by uid. */
  readonly gone: ReadonlyMap<string, EndedLaunch>;
};

export type SelectedRun = {
  /** `namespace/name`, or `signal NAME` of a launch that has no run. */
  readonly title: string;
  readonly state: RunState;
  /** Absent where it is known from a record only. */
  readonly run?: PipelineRun;
  readonly results?: Readonly<Record<string, ParamValue>>;
};

export type WaitState =
  | { readonly kind: 'waiting'; readonly selected: readonly SelectedRun[] }
  | {
      readonly kind: 'ended';
      readonly outcome: Outcome;
      readonly message: string;
      readonly selected: readonly SelectedRun[];
      /** The run that decided the outcome; where all succeeded, the first. */
      readonly decisive: SelectedRun;
    };

/**
 * Decides whether a wait is over: as soon as a selected launch was rejected, else when at least `expect` runs have
 * appeared and all have ended. A child that was pruned before it was seen is known from its parent's record.
 */
export function judgeWait({ runs, gone }: Observed, selection: Selection, expect: number): WaitState {
  const records = runs.flatMap(readLaunchRecords);
  const recordOf = new Map(records.map((record) => [record.run ?? '', record]));
  const present = runs
    .filter((run) => isSelected(run, selection))
    .map((run) => selectedRun(run, gone, recordOf.get(qualifiedNameOf(run))));
  const titles = new Set(present.map(({ title }) => title));
  const recorded = records
    .filter((record) => isRecordSelected(record, selection) && !titles.has(record.run ?? ''))
    .flatMap(recordedRun);
  const selected = [...present, ...recorded];
  const ended = selected.flatMap((each) => (each.state.kind === 'ended' ? [{ ...each, state: each.state }] : []));
  const isRejected = ended.some(({ state }) => state.outcome === 'rejected');
  const outcome = isRejected ? 'rejected' : mostSevere(ended.map(({ state }) => state.outcome));
  const decisive = ended.find(({ state }) => state.outcome === outcome);
  const isOver = isRejected || (selected.length >= expect && ended.length === selected.length);
  if (!isOver || decisive === undefined) return { kind: 'waiting', selected };
  const { title, state } = decisive;
  return { kind: 'ended', outcome, message: isRejected ? state.message : sentence(title, state), selected, decisive };
}

/** Rejected launches that may be what is waited for: it is not known which Pipeline they would have run. */
export function unclaimedRejections({ runs }: Observed, selection: Selection): readonly LaunchRecord[] {
  if (selection.kind !== 'pipeline') return [];
  return runs
    .flatMap(readLaunchRecords)
    .filter(({ outcome, pipelineName }) => outcome === 'rejected' && pipelineName === undefined)
    .filter((record) => !isRecordSelected(record, selection));
}

/** All children that have appeared, also those that are not waited for, as in "e2e-tests (signal tests)". */
export function childrenOf({ runs }: Observed): readonly string[] {
  return runs.flatMap(({ metadata: { labels = {} } }) =>
    labels[LABEL_SUB_RUN_ID] === undefined
      ? []
      : [`${labels[LABEL_PIPELINE] ?? '?'} (signal ${labels[LABEL_SIGNAL] ?? '?'})`],
  );
}

function sentence(title: string, state: RunState): string {
  return state.message === '' ? title : `${title}: ${state.message}`;
}

function selectedRun(run: PipelineRun, gone: Observed['gone'], record: LaunchRecord | undefined): SelectedRun {
  const title = qualifiedNameOf(run);
  const results = resultsOf(run);
  const base = { title, run, ...present({ results }) };
  const ended = gone.get(run.metadata.uid ?? '');
  if (ended === undefined) return { ...base, state: runState(run) };
  // We may have missed the end of this run; the controller, which writes the record, may have seen it.
  if (ended.outcome === 'deleted' && record !== undefined) {
    const [recorded] = recordedRun(record);
    if (recorded !== undefined) return { ...base, ...recorded };
  }
  return { ...base, state: { ...runState(run), kind: 'ended', outcome: ended.outcome, message: ended.message } };
}

function recordedRun({ run, signal, outcome, message = '', results }: LaunchRecord): SelectedRun[] {
  if (outcome === undefined) return [];
  const state = { kind: 'ended', outcome, message } as const;
  return [{ title: run ?? `signal ${signal}`, state, ...present({ results }) }];
}
