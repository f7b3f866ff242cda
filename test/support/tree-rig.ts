import { type Action, decide, type Decision } from '../../src/core/tree/decide.ts';
import { ANNOTATION_LAUNCH_RECORDS } from '../../src/core/launch/labels.ts';
import { type Launch, mainLaunch, runRef } from '../../src/core/launch/launch.ts';
import type { EndedLaunch } from '../../src/core/launch/ended-launch.ts';
import { nodes, type RunNode, type TreeOptions } from '../../src/core/tree/tree.ts';
import type { PipelineRun, TaskRun } from '../../src/core/tekton/types.ts';
import { aPipelineRun, aTaskRun, aCondition, ENDED, type Reason, type TaskRunOptions } from './builders.ts';

/**
 * A cluster as the core sees it, without I/O: decide, carry the actions out, let Tekton do something, decide again.
 * Actions are carried out as the executors do it; the run of a launch is there at once and runs.
 */
export class TreeRig {
  readonly main: Launch = mainLaunch('r1', 'main');
  readonly runs = new Map<string, PipelineRun>();
  readonly taskRuns = new Map<string, TaskRun>();
  readonly ended = new Map<string, EndedLaunch>();
  options: TreeOptions = { earlySignals: true, maxDepth: 8, stop: false };

  decide(): Decision {
    const runs = [...this.runs.values()];
    const taskRuns = [...this.taskRuns.values()];
    return decide({ main: this.main, runs, taskRuns, ended: this.ended }, this.options);
  }

  /** Decides and carries out until nothing is left to do; gives the kinds of actions, in order. */
  settle(): string[] {
    const done: string[] = [];
    for (let round = 0; round < 20; round += 1) {
      const { actions } = this.decide();
      if (actions.length === 0) return done;
      for (const action of actions) this.#carryOut(action);
      done.push(...actions.map(titleOf));
    }
    throw new Error(`decisions do not come to rest: ${done.join(', ')}`);
  }

  /** A TaskRun of the run that was launched by that pipeline name, as it is now. */
  taskRun(pipeline: string, options: TaskRunOptions): void {
    const taskRun = aTaskRun(this.runOf(pipeline), options);
    this.taskRuns.set(taskRun.metadata.name ?? '', taskRun);
  }

  end(pipeline: string, reason: Reason): void {
    const run = this.runOf(pipeline);
    this.#put({ ...run, status: { ...run.status, conditions: [aCondition(reason)], completionTime: ENDED } });
  }

  change(pipeline: string, change: (run: PipelineRun) => PipelineRun): void {
    this.#put(change(this.runOf(pipeline)));
  }

  /** As somebody's `kubectl delete`: the run goes, with its TaskRuns, and nobody remembers it. */
  vanish(pipeline: string): void {
    const { metadata } = this.runOf(pipeline);
    this.runs.delete(keyOf(metadata));
    for (const [name, taskRun] of this.taskRuns) {
      if (taskRun.metadata.ownerReferences?.[0]?.uid === metadata.uid) this.taskRuns.delete(name);
    }
  }

  node(pipeline: string): RunNode {
    const found = [...nodes(this.decide().tree)].find(({ launch }) => launch.pipeline === pipeline);
    if (found === undefined) throw new Error(`no launch of ${pipeline} in the tree`);
    return found;
  }

  runOf(pipeline: string): PipelineRun {
    const { launch } = this.node(pipeline);
    const run = this.runs.get(keyOf(runRef(launch)));
    if (run === undefined) throw new Error(`${pipeline} has no PipelineRun`);
    return run;
  }

  /** `pipeline=outcome` of every launch in the tree, or what it does. */
  states(): string[] {
    return [...nodes(this.decide().tree)].map(
      ({ launch, state }) => `${launch.pipeline}=${state.kind === 'ended' ? state.outcome : state.kind}`,
    );
  }

  #carryOut(action: Action): void {
    if (action.kind === 'launch') {
      this.#put(aPipelineRun(action.launch, { reason: 'Running' }));
      return;
    }
    const run = this.runs.get(keyOf(action.ref));
    if (run === undefined) throw new Error(`${action.kind} of a run that is not there`);
    const { metadata } = run;
    switch (action.kind) {
      case 'cancel':
        this.#put({ ...run, spec: { ...run.spec, status: 'Cancelled' } });
        break;
      case 'label':
        this.#put({ ...run, metadata: { ...metadata, labels: { ...metadata.labels, ...action.labels } } });
        break;
      case 'record': {
        const annotations = { ...metadata.annotations, [ANNOTATION_LAUNCH_RECORDS]: action.text };
        this.#put({ ...run, metadata: { ...metadata, annotations } });
      }
    }
  }

  #put(run: PipelineRun): void {
    this.runs.set(keyOf(run.metadata), run);
  }
}

/** A tree in which main runs. */
export function aTreeRig(): TreeRig {
  const rig = new TreeRig();
  rig.settle();
  return rig;
}

export function titleOf(action: Action): string {
  return action.kind === 'launch' ? `launch ${action.launch.pipeline}` : `${action.kind} ${slugOf(action.ref.name)}`;
}

/** The part of a run's name that is no hash. */
function slugOf(name: string): string {
  return name.replace(/-[a-z2-7]{10}$/, '');
}

function keyOf({ namespace = '', name = '' }: { readonly namespace?: string; readonly name?: string }): string {
  return `${namespace}/${name}`;
}
