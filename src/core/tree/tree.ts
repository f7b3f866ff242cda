import { qualifiedName } from '../k8s/object.ts';
import {
  type EndedLaunch,
  type LaunchFacts,
  launchFacts,
  launchFactsOf,
  rejectedLaunch,
} from '../launch/ended-launch.ts';
import { asLaunched, isRunOf, type Launch } from '../launch/launch.ts';
import type { Outcome } from '../outcome.ts';
import { isCancelRequested, type RunState, runState } from '../tekton/run-state.ts';
import type { PipelineRun, TaskRun } from '../tekton/types.ts';
import { askedLaunches } from './asked-launches.ts';

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
const TAKES_CHILDREN: Readonly<Record<Outcome, boolean>> = {
  cancelled: true,
  deleted: true,
  succeeded: false,
  failed: false,
  'timed-out': false,
  rejected: false,
  'never-appeared': false,
  'not-allowed': false,
  deadline: false,
};

type Index = {
  readonly snapshot: Snapshot;
  readonly options: TreeOptions;
  readonly runOf: (launch: Launch) => PipelineRun | undefined;
  readonly taskRunsByOwner: ReadonlyMap<string, readonly TaskRun[]>;
};

/** What a node inherits from where it grows. */
type Place = {
  /** Pipelines above it, main first. */
  readonly path: readonly string[];
  readonly stopped: boolean;
  /** How the launch ended as far as the run above knows, where no run of it is seen. */
  readonly ended?: EndedLaunch | undefined;
};

/**
 * Grows the tree from main down. A run belongs to it only at the very name that a signal inside the tree leads to
 * and with that identity on it; whatever else carries our labels is not in the tree and launches nothing.
 */
export function growTree(snapshot: Snapshot, options: TreeOptions): RunNode {
  const { main, runs, taskRuns } = snapshot;
  const runAt = new Map(runs.map((run) => [placeOf(run), run]));
  const runOf = (launch: Launch) => {
    const run = runAt.get(qualifiedName(launch));
    return run !== undefined && isRunOf(run, launch) ? run : undefined;
  };
  const taskRunsByOwner = Map.groupBy(taskRuns, (taskRun) => ownerUid(taskRun) ?? '');
  const index = { snapshot, options, runOf, taskRunsByOwner };
  return grow(asLaunched(main, runOf(main)), { path: [], stopped: options.stop }, index);
}

/** Every node, parents before children. */
export function* nodes(node: RunNode): Generator<RunNode> {
  yield node;
  for (const child of node.children) yield* nodes(child);
}

function grow(launch: Launch, place: Place, index: Index): RunNode {
  const run = index.runOf(launch);
  const seen = index.snapshot.ended.get(launch.identity);
  if (run === undefined) return leaf(launch, { ...place, ended: seen ?? place.ended }, index.options);
  const taskRuns = (index.taskRunsByOwner.get(run.metadata.uid ?? '') ?? []).filter(
    (each) => each.metadata.namespace === launch.namespace,
  );
  const state: RunState = seen === undefined ? runState(run) : { ...runState(run), ...endedState(seen) };
  const asked = askedLaunches(
    { parent: launch, run, taskRuns },
    { runs: index.snapshot.runs, runOf: index.runOf, earlySignals: index.options.earlySignals },
  );
  const below = {
    path: [...place.path, launch.pipeline],
    stopped: place.stopped || isCancelRequested(run) || (state.kind === 'ended' && TAKES_CHILDREN[state.outcome]),
  };
  return {
    launch,
    state,
    ...(seen === undefined ? { run } : {}),
    ...launchFactsOf(run),
    taskRuns,
    children: asked.launches.map((child) => grow(child, { ...below, ended: asked.ended.get(child.identity) }, index)),
    warnings: asked.warnings,
    stopped: place.stopped,
  };
}

/** A launch that has no run: it has ended, or is not to be, or is still wanted. */
function leaf(launch: Launch, { path, stopped, ended }: Place, { maxDepth }: TreeOptions): RunNode {
  const bare = { launch, taskRuns: [], children: [], warnings: [], stopped };
  if (ended !== undefined) return { ...bare, ...launchFacts(ended), state: endedState(ended) };
  if (launch.depth > maxDepth) {
    const calls = [...path, launch.pipeline].join(' -> ');
    const message = `${launch.depth} pipelines deep, --max-depth is ${maxDepth}: ${calls}`;
    return { ...bare, state: endedState(rejectedLaunch({ message })) };
  }
  if (!stopped) return { ...bare, state: { kind: 'wanted' } };
  const message = 'not launched: the run that asked for it was to end';
  return { ...bare, state: { kind: 'ended', outcome: 'cancelled', message } };
}

function endedState({ outcome, message }: EndedLaunch) {
  return { kind: 'ended', outcome, message } as const;
}

function placeOf({ metadata: { namespace = '', name = '' } }: PipelineRun): string {
  return qualifiedName({ namespace, name });
}

/** The uid of the PipelineRun that owns a TaskRun as its controller. */
function ownerUid(taskRun: TaskRun): string | undefined {
  return taskRun.metadata.ownerReferences?.find((owner) => owner.kind === 'PipelineRun' && owner.controller === true)
    ?.uid;
}
