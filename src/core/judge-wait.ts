import { type LaunchRecord, readLaunchRecords } from './launch-record.ts';
import { LABEL_LAUNCH, LABEL_PIPELINE, LABEL_SIGNAL, LABEL_SUB_RUN_ID } from './labels.ts';
import { labelValue } from './names.ts';
import { mostSevere, type Outcome } from './outcome.ts';
import { type RunState, runState } from './run-state.ts';
import type { LostLaunch } from './run-tree.ts';
import type { PipelineRun } from './tekton.ts';

/** Which children are waited for: those of a pipeline, or those of a signal. */
export type Selection = { readonly kind: 'pipeline' | 'signal'; readonly name: string };

export type Observed = {
  /** PipelineRuns of the run id, those that are gone included as they were last seen. */
  readonly runs: readonly PipelineRun[];
  /** How those that are gone ended, by launch identity. */
  readonly lost: ReadonlyMap<string, LostLaunch>;
};

export type SelectedRun = { readonly title: string; readonly state: RunState; readonly run?: PipelineRun };

export type Judgement =
  | { readonly kind: 'waiting'; readonly selected: readonly SelectedRun[] }
  | {
      readonly kind: 'ended';
      readonly outcome: Outcome;
      readonly message: string;
      readonly selected: readonly SelectedRun[];
    };

/**
 * Decides a wait: over as soon as a selected launch was rejected, else when at least `expect` runs are there and
 * every one has ended. A child that was pruned before anybody looked is known from its parent's record.
 */
export function judgeWait({ runs, lost }: Observed, selection: Selection, expect: number): Judgement {
  const present = runs.filter((run) => isSelected(run, selection)).map((run) => selectedRun(run, lost));
  const titles = new Set(present.map(({ title }) => title));
  const recorded = runs
    .flatMap(readLaunchRecords)
    .filter((record) => isRecordSelected(record, selection) && !titles.has(record.run ?? ''))
    .flatMap(recordedRun);
  const selected = [...present, ...recorded];
  const rejected = selected.find(({ state }) => state.kind === 'ended' && state.outcome === 'rejected');
  if (rejected?.state.kind === 'ended') {
    return { kind: 'ended', outcome: 'rejected', message: rejected.state.message, selected };
  }
  const ended = selected.flatMap(({ title, state }) => (state.kind === 'ended' ? [{ title, state }] : []));
  if (selected.length < expect || ended.length < selected.length) return { kind: 'waiting', selected };
  const outcome = mostSevere(ended.map(({ state }) => state.outcome));
  const decisive = ended.find(({ state }) => state.outcome === outcome);
  const message = decisive === undefined ? '' : `${decisive.title}: ${decisive.state.message}`;
  return { kind: 'ended', outcome, message, selected };
}

function isSelected({ metadata: { labels = {} } }: PipelineRun, { kind, name }: Selection): boolean {
  if (labels[LABEL_SUB_RUN_ID] === undefined) return false;
  return labels[kind === 'pipeline' ? LABEL_PIPELINE : LABEL_SIGNAL] === labelValue(name);
}

/** A rejected launch has no Pipeline to take a name from: there the mapping name, with or without ending, must do. */
function isRecordSelected({ signal, pipeline }: LaunchRecord, { kind, name }: Selection): boolean {
  if (kind === 'signal') return signal === name;
  return pipeline === name || pipeline.replace(/\.(json|ya?ml)$/, '') === name;
}

function selectedRun(run: PipelineRun, lost: Observed['lost']): SelectedRun {
  const gone = lost.get(run.metadata.labels?.[LABEL_LAUNCH] ?? '');
  const state = runState(run);
  const title = `${run.metadata.namespace ?? ''}/${run.metadata.name ?? ''}`;
  return gone === undefined ? { title, state, run } : { title, state: { ...state, kind: 'ended', ...gone } };
}

function recordedRun({ run, signal, outcome, message = '' }: LaunchRecord): SelectedRun[] {
  return outcome === undefined
    ? []
    : [{ title: run ?? `signal ${signal}`, state: { kind: 'ended', outcome, message } }];
}
