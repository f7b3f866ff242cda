import { type WaitOptions, type WaitReport, waitForRuns } from '../../src/app/wait/wait-for-runs.ts';
import { childLaunch, mainLaunch } from '../../src/core/launch/launch.ts';
import type { LaunchRecord } from '../../src/core/launch/record.ts';
import type { PipelineRun } from '../../src/core/tekton/types.ts';
import type { Timings } from '../../src/kube/api/timings.ts';
import { type RunRig, openRunRig } from './run-rig.ts';
import { aPayload, aPipelineRun, aTaskRun, type Reason, type TaskRunOptions, uidOf } from './builders.ts';
import { eventually } from './eventually.ts';

const main = mainLaunch('r1', 'main');

/** The launch of the Pipeline `deploy` by a signal of main's task `go`. */
export const launchOf = (signal: string, taskRun = 'main-go') =>
  childLaunch(main, { parentUid: uidOf(main), taskRun, signal }, { pipeline: 'deploy.json', overrides: [] });

/** A wait on a rig: over TLS against the fake API server, where the test itself is Tekton and subpipe. Run id `r1`. */
export class WaitRig {
  readonly rig: RunRig;
  readonly #stop = new AbortController();

  constructor(rig: RunRig) {
    this.rig = rig;
  }

  mainHas(records: readonly LaunchRecord[]): void {
    this.rig.server.put({ ...aPipelineRun(main, { reason: 'Running', records }) });
  }

  /** Puts the child of a signal into a state. */
  childIs(reason: Reason, signal = 'go', status: PipelineRun['status'] = {}): PipelineRun {
    const run = aPipelineRun(launchOf(signal), { payload: aPayload('deploy'), reason, status });
    this.rig.server.put({ ...run });
    return run;
  }

  taskRunIs(run: PipelineRun, options: TaskRunOptions): void {
    const { metadata, ...taskRun } = aTaskRun(run, options);
    const labels = { ...metadata.labels, 'tekton.dev/pipelineRun': run.metadata.name ?? '' };
    // The server gives owners uids of its own.
    this.rig.server.put({ ...taskRun, metadata: { ...metadata, labels, ownerReferences: [] } });
  }

  /** The TaskRun, in pod `main-go-pod`, of a Task that declares results, and how Tekton takes them from it. */
  signallingTaskRunIs(resultExtractionMethod: string, declares: readonly string[]): void {
    this.rig.server.put({
      apiVersion: 'tekton.dev/v1',
      kind: 'TaskRun',
      metadata: { name: 'main-go', namespace: 'default', labels: { 'subpipe.dev/run-id': 'r1' } },
      status: {
        podName: 'main-go-pod',
        provenance: { featureFlags: { resultExtractionMethod } },
        taskSpec: { results: declares.map((name) => ({ name })) },
      },
    });
  }

  /** Starts a wait for `deploy`; resolves once it watches, or is over. */
  async wait(options: Partial<WaitOptions> = {}): Promise<{ readonly report: Promise<WaitReport> }> {
    const { report } = await this.begin(options);
    let isOver = false;
    report.catch(() => undefined).finally(() => (isOver = true));
    await eventually(() => isOver || this.rig.server.watches.count() >= 1);
    return { report };
  }

  /** Starts a wait for `deploy`. */
  async begin(options: Partial<WaitOptions> = {}): Promise<{ readonly report: Promise<WaitReport> }> {
    const { clock, reporter } = this.rig;
    const report = waitForRuns(
      {
        selection: { kind: 'pipeline', name: 'deploy', runId: 'r1' },
        expect: 1,
        timeoutMs: 3_600_000,
        appearTimeoutMs: 600_000,
        ...options,
      },
      { cluster: await this.rig.connect(), clock, reporter },
      this.#stop.signal,
    );
    report.catch(() => undefined);
    return { report };
  }

  /** The messages that were told under a code. */
  said(code: string): readonly string[] {
    return this.rig.saying(code).map(({ message }) => message);
  }

  stop(reason: number): void {
    this.#stop.abort(reason);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.rig.close();
  }
}

export async function openWaitRig(timings: Partial<Timings> = {}): Promise<WaitRig> {
  const rig = await openRunRig({ scripts: {}, timings });
  // This Tekton is the test's own: nothing is to happen by itself.
  rig.tekton.stop();
  for (const { namespace } of [main, launchOf('go'), launchOf('again')]) {
    rig.server.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  }
  const waits = new WaitRig(rig);
  waits.mainHas([]);
  return waits;
}
