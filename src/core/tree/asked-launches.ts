import { qualifiedName } from '../k8s/object.ts';
import { deletedLaunch, type EndedLaunch, launchFacts, rejectedLaunch } from '../launch/ended-launch.ts';
import { ANNOTATION_PARENT_UID } from '../launch/labels.ts';
import { asLaunched, childLaunch, type Launch, launchOfRun } from '../launch/launch.ts';
import { type LaunchRecord, readLaunchRecords } from '../launch/record.ts';
import { type Override, parseOverrideText } from '../override/override.ts';
import { readSignals, type Signal } from '../signal/signals.ts';
import type { PipelineRun, TaskRun } from '../tekton/types.ts';

/** The launches that the tasks of one run ask for. */
export type AskedLaunches = {
  /** Each once: those that TaskRuns ask for now, then those that exist or are recorded though the TaskRun is gone. */
  readonly launches: readonly Launch[];
  /** The ends of launches without a run, by identity: from the run's records, or the rejection of a bad signal. */
  readonly ended: ReadonlyMap<string, EndedLaunch>;
  readonly warnings: readonly string[];
};

/** What is needed to find the launches of a run. */
export type AskedOf = {
  /** All runs of the tree. */
  readonly runs: readonly PipelineRun[];
  readonly runOf: (launch: Launch) => PipelineRun | undefined;
  readonly earlySignals: boolean;
};

/** The launches that the TaskRuns of `run` ask for now or have asked for; `run` is the run of `parent`. */
export function askedLaunches(
  {
    parent,
    run,
    taskRuns,
  }: { readonly parent: Launch; readonly run: PipelineRun; readonly taskRuns: readonly TaskRun[] },
  { runs, runOf, earlySignals }: AskedOf,
): AskedLaunches {
  const parentUid = run.metadata.uid ?? '';
  const asked = new Map<string, Launch>();
  const ended = new Map<string, EndedLaunch>();
  const warnings: string[] = [];
  const ask = (launch: Launch, problem?: string) => {
    const run = runOf(launch);
    asked.set(launch.identity, asLaunched(launch, run));
    if (run !== undefined) warnings.push(...changed(launch, run, problem));
    else if (problem !== undefined) ended.set(launch.identity, rejectedLaunch({ message: problem }));
  };
  for (const taskRun of taskRuns) {
    const name = taskRun.metadata.name ?? '';
    const report = readSignals(taskRun, { early: earlySignals });
    for (const signal of report.complete) {
      const { overrides, problem } = overridesOf(signal);
      const source = { parentUid, taskRun: name, signal: signal.name };
      ask(childLaunch(parent, source, { pipeline: signal.pipeline, overrides }), problem);
    }
    for (const bad of report.bad) {
      const source = { parentUid, taskRun: name, signal: bad.name };
      ask(childLaunch(parent, source, { pipeline: '', overrides: [] }), bad.reason);
    }
    warnings.push(...report.warnings.map((text) => `TaskRun ${qualifiedName({ ...parent, name })}: ${text}`));
  }
  for (const other of runs) {
    if (other.metadata.annotations?.[ANNOTATION_PARENT_UID] !== parentUid) continue;
    const launch = launchOfRun(other, parent);
    if (launch !== undefined && !asked.has(launch.identity)) asked.set(launch.identity, launch);
  }
  for (const record of readLaunchRecords(run)) {
    const { taskRun, signal, pipeline } = record;
    const launch = childLaunch(parent, { parentUid, taskRun, signal }, { pipeline, overrides: [] });
    if (!asked.has(launch.identity)) asked.set(launch.identity, launch);
    const recorded = endedByRecord(record, launch);
    if (recorded !== undefined) ended.set(launch.identity, recorded);
  }
  return { launches: [...asked.values()], ended, warnings };
}

/** A warning where a signal now names another pipeline than it did: a retry by Tekton writes its results again. */
function changed(launch: Launch, run: PipelineRun, problem: string | undefined): readonly string[] {
  const { pipeline, source } = launch;
  const launched = asLaunched(launch, run).pipeline;
  if (source === undefined || (problem === undefined && launched === pipeline)) return [];
  const now = problem === undefined ? `now names "${pipeline}"` : `is bad now (${problem})`;
  const by = qualifiedName(source.parentRun);
  return [`signal ${source.signal} of ${by} ${now}; "${launched}" was launched before, and is kept`];
}

/** The end of a launch from its record, for a controller that was restarted and cannot see the run any more. */
function endedByRecord(record: LaunchRecord, launch: Launch): EndedLaunch | undefined {
  if (record.outcome !== undefined) {
    return { outcome: record.outcome, message: record.message ?? '', ...launchFacts(record) };
  }
  return record.run === undefined ? undefined : deletedLaunch(launch, launchFacts(record));
}

function overridesOf(signal: Signal): { readonly overrides: readonly Override[]; readonly problem?: string } {
  const parsed = signal.params.map((param) => parseOverrideText(param.value, `result ${param.resultName}`));
  const overrides = parsed.flatMap((each) => (each.ok ? [each.value] : []));
  const problems = parsed.flatMap((each) => (each.ok ? [] : [each.reason]));
  return problems.length === 0 ? { overrides } : { overrides, problem: problems.join('; ') };
}
