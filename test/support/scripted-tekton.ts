import { LABEL_TEKTON_PIPELINE } from '../../src/core/tekton/labels.ts';
import { type PipelineRun, type TaskRun } from '../../src/core/tekton/types.ts';
import { isDone } from '../../src/core/tekton/condition.ts';
import { aCondition, aTaskRun, ENDED, type Reason, STARTED, type TaskRunOptions } from './builders.ts';
import type { FakeApiServer } from './fake-api-server/fake-api-server.ts';
import type { StoredObject } from './fake-api-server/stored-object.ts';

/** What a pipeline does once a PipelineRun of it was created. */
export type Script = (run: ScriptedRun) => Promise<void> | void;

/** A PipelineRun in the hands of its script. All calls are without effect once the run has ended or is gone. */
export type ScriptedRun = {
  /** Makes a TaskRun of the run, or puts it into another state. */
  task(options: TaskRunOptions): void;
  end(reason: Reason): void;
  /** Resolves when a run of the pipeline has ended, whatever became of it since. */
  ended(pipeline: string): Promise<undefined>;
};

/**
 * Tekton's controller as far as subpipe can tell: a PipelineRun with a script starts as soon as it is created, one
 * that is cancelled ends with its TaskRuns. A run of a pipeline without a script succeeds at once.
 */
export class ScriptedTekton {
  readonly #server: FakeApiServer;
  readonly #scripts: Readonly<Record<string, Script>>;
  readonly #unsubscribe: () => void;
  readonly #endings = new Map<string, PromiseWithResolvers<undefined>>();
  /** Pipelines whose runs do not end when they are cancelled. */
  readonly stubborn = new Set<string>();

  constructor(server: FakeApiServer, scripts: Readonly<Record<string, Script>>) {
    this.#server = server;
    this.#scripts = scripts;
    this.#unsubscribe = server.onChange(({ type, object }) => {
      if (object.kind !== 'PipelineRun') return;
      if (type === 'ADDED') this.#start(asRun(object));
      if (type === 'MODIFIED') this.#cancelIfAsked(asRun(object));
      if (isDone(asRun(object))) this.#ending(pipelineOf(asRun(object))).resolve(undefined);
    });
  }

  stop(): void {
    this.#unsubscribe();
  }

  /** The runs of a pipeline, or all, whoever made them. */
  runs(pipeline?: string): readonly PipelineRun[] {
    const all = this.#server.objects('PipelineRun').map(asRun);
    return all.filter(
      ({ metadata }) => pipeline === undefined || metadata.labels?.[LABEL_TEKTON_PIPELINE] === pipeline,
    );
  }

  /** The only run of a pipeline, in the hands of a test. */
  run(pipeline: string): ScriptedRun & { readonly object: PipelineRun } {
    const [object, ...others] = this.runs(pipeline);
    if (object === undefined || others.length > 0)
      throw new Error(`${pipeline} has ${this.runs(pipeline).length} runs`);
    return { ...this.#handle(object), object };
  }

  #ending(pipeline: string): PromiseWithResolvers<undefined> {
    const ending = this.#endings.get(pipeline) ?? Promise.withResolvers<undefined>();
    this.#endings.set(pipeline, ending);
    return ending;
  }

  #start(run: PipelineRun): void {
    const pipeline = pipelineOf(run);
    const script = this.#scripts[pipeline] ?? ((handle: ScriptedRun) => handle.end('Succeeded'));
    this.#server.setStatus(refOf(run), { conditions: [aCondition('Running')], startTime: STARTED });
    void script(this.#handle(run));
  }

  #handle(run: PipelineRun): ScriptedRun {
    const isOver = () => {
      const now = this.#server.object(refOf(run));
      return now === undefined || isDone(asRun(now));
    };
    return {
      task: (options) => {
        if (!isOver()) this.#server.put(aTaskRun(run, options));
      },
      end: (reason) => {
        if (!isOver()) this.#end(run, reason);
      },
      ended: (pipeline) => this.#ending(pipeline).promise,
    };
  }

  #cancelIfAsked(run: PipelineRun): void {
    const { status } = run.spec;
    const asked = status === 'Cancelled' || status === 'CancelledRunFinally' || status === 'StoppedRunFinally';
    if (!asked || isDone(run) || this.stubborn.has(pipelineOf(run))) return;
    for (const object of this.#server.objects('TaskRun', run.metadata.namespace)) {
      const taskRun = object as StoredObject & TaskRun;
      if (taskRun.metadata.ownerReferences?.[0]?.uid !== run.metadata.uid || isDone(taskRun)) continue;
      this.#server.setStatus(
        { kind: 'TaskRun', namespace: run.metadata.namespace ?? '', name: taskRun.metadata.name ?? '' },
        { ...taskRun.status, conditions: [aCondition('TaskRunCancelled')], completionTime: ENDED },
      );
    }
    this.#end(run, status);
  }

  #end(run: PipelineRun, reason: Reason): void {
    const status = { conditions: [aCondition(reason)], startTime: STARTED, completionTime: ENDED };
    this.#server.setStatus(refOf(run), status);
  }
}

function pipelineOf(run: PipelineRun): string {
  return run.metadata.labels?.[LABEL_TEKTON_PIPELINE] ?? '';
}

// The server knows objects as open records; a test that puts another shape in has itself to blame.
function asRun(object: StoredObject): PipelineRun {
  return object as StoredObject & PipelineRun;
}

function refOf({ metadata }: PipelineRun) {
  return { kind: 'PipelineRun', namespace: metadata.namespace ?? '', name: metadata.name ?? '' };
}
