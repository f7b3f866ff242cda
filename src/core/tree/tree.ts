import { qualifiedName, qualifiedNameOf } from '../k8s/object.ts';
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
import { LABEL_TEKTON_PIPELINE } from '../tekton/labels.ts';
import { present } from '../present.ts';

/** What the tree is made of: what the cluster shows, and what this process saw and the cluster shows no more. */
export type Snapshot = {
  readonly main: Launch;
  /** Also those that are gone, as they were last seen: the runs that they launched still have to end. */
  readonly runs: readonly PipelineRun[];
  readonly taskRuns: readonly TaskRun[];
  /** By identity. */
  readonly ended: ReadonlyMap<string, EndedLaunch>;
};

export type TreeOptions = {
  readonly earlySignals: boolean;
  readonly maxDepth: number;
  /** True where everything is to end: nothing new is launched. */
  readonly stop: boolean;
};

export type NodeState = { readonly kind: 'wanted' } | RunState;

/** A launch, what became of it, and the launches that its tasks asked for. */
export type RunNode = LaunchFacts & {
  readonly launch: Launch;
  readonly state: NodeState;
  /** Absent where it does not exist yet, or not any more. */
  readonly run?: PipelineRun;
  readonly taskRuns: readonly TaskRun[];
  readonly children: readonly RunNode[];
  readonly warnings: readonly string[];
  /**
   * True where everything is to end, or a run above was cancelled or deleted: this run is to be cancelled, or not
   * launched.
   */
  readonly stopped: boolean;
};

/** When a run ends like this, whether the runs that it launched are cancelled. */
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

/** What a node gets from the nodes above it. */
type Place = {
  /** Pipelines above it, main first. */
  readonly path: readonly string[];
  readonly stopped: boolean;
  /** The end of the launch according to the run above, for a launch without a run. */
  readonly ended?: EndedLaunch | undefined;
};

/**
 * Makes the tree, from main down. A run is in it only if it has exactly the name and the identity that a signal of the
 * tree leads to. Other runs with our labels are not in the tree, and launch nothing.
 */
export function growTree(snapshot: Snapshot, options: TreeOptions): RunNode {
  const { main, runs, taskRuns } = snapshot;
  const runAt = new Map(runs.map((run) => [qualifiedNameOf(run), run]));
  const runOf = (launch: Launch) => {
    const run = runAt.get(qualifiedName(launch));
    return run !== undefined && isRunOf(run, launch) ? run : undefined;
  };
  const taskRunsByOwner = Map.groupBy(taskRuns, (taskRun) => ownerUid(taskRun) ?? '');
  const index = { snapshot, options, runOf, taskRunsByOwner };
  return grow(asLaunched(main, runOf(main)), { path: [], stopped: options.stop }, index);
}

/** What people know the pipeline of a node by: its own name; where no run of it is seen, what it was launched by. */
export function pipelineTitle({ run, launch }: RunNode): string {
  return run?.metadata.labels?.[LABEL_TEKTON_PIPELINE] ?? launch.pipeline;
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
    ...present({ run: seen === undefined ? run : undefined }),
    ...launchFactsOf(run),
    taskRuns,
    children: asked.launches.map((child) => grow(child, { ...below, ended: asked.ended.get(child.identity) }, index)),
    warnings: asked.warnings,
    stopped: place.stopped,
  };
}

/** The node of a launch without a run: it has ended, or must not happen, or is still to be made. */
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

/** The uid of the PipelineRun that owns a TaskRun as its controller. */
function ownerUid(taskRun: TaskRun): string | undefined {
  return taskRun.metadata.ownerReferences?.find((owner) => owner.kind === 'PipelineRun' && owner.controller === true)
    ?.uid;
}
