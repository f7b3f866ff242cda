import { ANNOTATION_PARENT_UID, ANNOTATION_PAYLOAD } from '../launch/labels.ts';
import { childLaunch, isRunOf, type Launch, launchOfRun } from '../launch/launch.ts';
import { type LaunchRecord, readLaunchRecords } from '../launch/record.ts';
import {
  deletedLaunch,
  type EndedLaunch,
  type LaunchFacts,
  launchFacts,
  launchFactsOf,
  rejectedLaunch,
} from '../launch/ended-launch.ts';
import type { Outcome } from '../outcome.ts';
import { type Override, parseOverrideText } from '../override/override.ts';
import { isCancelRequested, type RunState, runState } from '../tekton/run-state.ts';
import { readSignals, type Signal } from '../signal/signals.ts';
import type { PipelineRun, TaskRun } from '../tekton/types.ts';

/** All that the tree is grown from: what the cluster shows, and what this process saw and the cluster shows no more. */
export type Snapshot = {
  readonly main: Launch;
  /** Runs that are gone included, as they were last seen: what they launched still has to end. */
  readonly runs: readonly PipelineRun[];
  readonly taskRuns: readonly TaskRun[];
  /** By identity. */
  readonly ended: ReadonlyMap<string, EndedLaunch>;
};

export type TreeOptions = {
  readonly earlySignals: boolean;
  readonly maxDepth: number;
  /** Everything is to end: nothing new is launched anywhere. */
  readonly stop: boolean;
};

export type NodeState = { readonly kind: 'wanted' } | RunState;

/** A launch, what became of it, and the launches that its tasks asked for. */
export type RunNode = LaunchFacts & {
  readonly launch: Launch;
  readonly state: NodeState;
  /** Absent where it is not there yet, or not any more. */
  readonly run?: PipelineRun;
  readonly taskRuns: readonly TaskRun[];
  readonly children: readonly RunNode[];
  readonly warnings: readonly string[];
  /** Something above asked for the end: this run is to be cancelled, if it was launched at all. */
  readonly stopped: boolean;
};

/** A run that somebody cancelled or deleted takes the runs that it launched with it; one that failed does not. */
const TAKES_CHILDREN: ReadonlySet<Outcome> = new Set<Outcome>(['cancelled', 'deleted']);

type Index = {
  readonly runs: readonly PipelineRun[];
  readonly runAt: ReadonlyMap<string, PipelineRun>;
  readonly taskRunsByOwner: ReadonlyMap<string, readonly TaskRun[]>;
  readonly ended: Snapshot['ended'];
  readonly options: TreeOptions;
};

/**
 * Grows the tree from main down. A run belongs to it only at the very name that a signal inside the tree leads to
 * and with that identity on it; whatever else carries our labels is not in the tree and launches nothing.
 */
export function growTree(snapshot: Snapshot, options: TreeOptions): RunNode {
  const runAt = new Map(
    snapshot.runs.map((run) => [`${run.metadata.namespace ?? ''}/${run.metadata.name ?? ''}`, run]),
  );
  const taskRunsByOwner = Map.groupBy(snapshot.taskRuns, (taskRun) => ownerUid(taskRun) ?? '');
  return grow(
    snapshot.main,
    { runs: snapshot.runs, runAt, taskRunsByOwner, ended: snapshot.ended, options },
    [],
    options.stop,
  );
}

/** Every node, parents before children. */
export function* nodes(node: RunNode): Generator<RunNode> {
  yield node;
  for (const child of node.children) yield* nodes(child);
}

function grow(launch: Launch, index: Index, path: readonly string[], stopped: boolean, record?: LaunchRecord): RunNode {
  const run = index.runAt.get(`${launch.namespace}/${launch.name}`);
  const leaf = { launch, taskRuns: [], children: [], warnings: [], stopped };
  if (run === undefined || !isRunOf(run, launch)) {
    const ended = index.ended.get(launch.identity) ?? endedByRecord(record);
    if (ended === undefined) return { ...leaf, state: stateOfUnlaunched(leaf, index, [...path, launch.pipeline]) };
    return { ...leaf, ...launchFacts(ended), state: { kind: 'ended', outcome: ended.outcome, message: ended.message } };
  }
  const uid = run.metadata.uid ?? '';
  const taskRuns = (index.taskRunsByOwner.get(uid) ?? []).filter(
    (each) => each.metadata.namespace === launch.namespace,
  );
  const reports = taskRuns.map((taskRun) => ({
    taskRun,
    report: readSignals(taskRun, { early: index.options.earlySignals }),
  }));
  const ended = index.ended.get(launch.identity);
  const state: RunState =
    ended === undefined
      ? runState(run)
      : { ...runState(run), kind: 'ended', outcome: ended.outcome, message: ended.message };
  const stopsBelow = stopped || isCancelRequested(run) || (state.kind === 'ended' && TAKES_CHILDREN.has(state.outcome));
  const records = new Map(readLaunchRecords(run).map((each) => [`${each.taskRun}/${each.signal}`, each]));
  const asked = askedOf(launch, run, reports, index);
  const children = asked.map((child) => {
    const recorded = records.get(`${child.launch.source?.taskRun ?? ''}/${child.launch.source?.signal ?? ''}`);
    if (child.problem === undefined) return grow(child.launch, index, [...path, launch.pipeline], stopsBelow, recorded);
    return { ...leaf, launch: child.launch, state: rejected(child.problem), stopped: stopsBelow };
  });
  const warnings = [
    ...changedSignal(launch, run),
    ...reports.flatMap(({ taskRun, report }) =>
      report.warnings.map((text) => `TaskRun ${launch.namespace}/${taskRun.metadata.name ?? ''}: ${text}`),
    ),
  ];
  const launched = { ...launch, pipeline: run.metadata.annotations?.[ANNOTATION_PAYLOAD] ?? launch.pipeline };
  return {
    launch: launched,
    state,
    ...(ended === undefined ? { run } : {}),
    ...launchFactsOf(run),
    taskRuns,
    children,
    warnings,
    stopped,
  };
}

/** A Tekton retry starts with no results, and may then emit another value than the one that was launched. */
function changedSignal({ pipeline, source }: Launch, run: PipelineRun): string[] {
  const launched = run.metadata.annotations?.[ANNOTATION_PAYLOAD];
  if (source === undefined || launched === undefined || launched === pipeline) return [];
  return [
    `signal ${source.signal} of ${source.parentRun} now names "${pipeline}"; "${launched}" was launched before and stands`,
  ];
}

function stateOfUnlaunched(
  { launch, stopped }: { launch: Launch; stopped: boolean },
  index: Index,
  path: readonly string[],
): NodeState {
  const { maxDepth } = index.options;
  if (launch.depth > maxDepth) {
    return rejected(`${launch.depth} pipelines deep, --max-depth is ${maxDepth}: ${path.join(' -> ')}`);
  }
  if (stopped) {
    return { kind: 'ended', outcome: 'cancelled', message: 'not launched: the run that asked for it was to end' };
  }
  return { kind: 'wanted' };
}

/** A controller that starts again knows from the record what it cannot see any more. */
function endedByRecord(record: LaunchRecord | undefined): EndedLaunch | undefined {
  if (record?.outcome !== undefined) {
    return { outcome: record.outcome, message: record.message ?? '', ...launchFacts(record) };
  }
  if (record?.run === undefined) return undefined;
  return deletedLaunch(record.run, launchFacts(record));
}

type Asked = { readonly launch: Launch; readonly problem?: string };

/** The launches below a run: those that its TaskRuns ask for now, then those that exist though the TaskRun is gone. */
function askedOf(
  parent: Launch,
  run: PipelineRun,
  reports: readonly { taskRun: TaskRun; report: ReturnType<typeof readSignals> }[],
  index: Index,
): Asked[] {
  const asked = new Map<string, Asked>();
  const parentUid = run.metadata.uid ?? '';
  const sourceOf = (taskRun: string, signal: string) => ({
    parentUid,
    parentRun: `${parent.namespace}/${parent.name}`,
    taskRun,
    signal,
  });
  for (const { taskRun, report } of reports) {
    const name = taskRun.metadata.name ?? '';
    for (const signal of report.complete) {
      const { overrides, problem } = overridesOf(signal);
      const launch = childLaunch(parent, sourceOf(name, signal.name), { pipeline: signal.pipeline, overrides });
      asked.set(launch.identity, problem === undefined ? { launch } : { launch, problem });
    }
    for (const bad of report.bad) {
      const launch = childLaunch(parent, sourceOf(name, bad.name), { pipeline: '', overrides: [] });
      asked.set(launch.identity, { launch, problem: bad.reason });
    }
  }
  for (const other of index.runs) {
    if (other.metadata.annotations?.[ANNOTATION_PARENT_UID] !== parentUid) continue;
    const launch = launchOfRun(other, parent);
    if (launch !== undefined && !asked.has(launch.identity)) asked.set(launch.identity, { launch });
  }
  for (const { taskRun, signal, pipeline } of readLaunchRecords(run)) {
    const launch = childLaunch(parent, sourceOf(taskRun, signal), { pipeline, overrides: [] });
    if (!asked.has(launch.identity)) asked.set(launch.identity, { launch });
  }
  return [...asked.values()];
}

function overridesOf(signal: Signal): { overrides: readonly Override[]; problem?: string } {
  const overrides: Override[] = [];
  const problems: string[] = [];
  for (const param of signal.params) {
    const parsed = parseOverrideText(param.value, `result ${param.resultName}`);
    if (parsed.ok) overrides.push(parsed.value);
    else problems.push(parsed.reason);
  }
  return problems.length === 0 ? { overrides } : { overrides, problem: problems.join('; ') };
}

function rejected(message: string): NodeState {
  return { kind: 'ended', ...rejectedLaunch({ message }) };
}

/** The uid of the PipelineRun that owns a TaskRun as its controller. */
function ownerUid(taskRun: TaskRun): string | undefined {
  return taskRun.metadata.ownerReferences?.find((owner) => owner.kind === 'PipelineRun' && owner.controller === true)
    ?.uid;
}
