import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from '@jest/globals';
import { prepareRun } from '../../src/app/inspect/prepare-run.ts';
import { type RunOptions, type RunReport, runPipelines } from '../../src/app/run/run-pipelines.ts';
import { mainLaunch } from '../../src/core/launch/launch.ts';
import { type LogLine, toLog } from '../../src/core/log.ts';
import type { OnMiss, Override } from '../../src/core/override/override.ts';
import type { Payload } from '../../src/core/payload/payload.ts';
import { summarize } from '../../src/core/tree/summary.ts';
import { connect } from '../../src/kube/auth/connect.ts';
import { DEFAULT_TIMINGS, type Timings } from '../../src/kube/api/timings.ts';
import { folderCatalog } from '../../src/input/catalog/catalog.ts';
import type { Clock, Cluster, LaunchPayloads, Reporter } from '../../src/ports.ts';
import { aPayload } from './builders.ts';
import { FakeApiServer } from './fake-api-server/fake-api-server.ts';
import { FakeClock } from './fake-clock.ts';
import { type Script, ScriptedTekton } from './scripted-tekton.ts';

export type Told = LogLine;

type RunRigOptions = {
  readonly scripts: Readonly<Record<string, Script>>;
  /** Payloads that are more than one task that does nothing. */
  readonly payloads?: Readonly<Record<string, Payload>>;
  readonly timings?: Partial<Timings>;
};

// Long enough for a busy machine, short enough for a test that waits for a retry.
const QUICK: Timings = {
  ...DEFAULT_TIMINGS,
  retryBaseMs: 5,
  retryCapMs: 20,
  retryBoundMs: 5_000,
  pollMs: 20,
  refusalGraceMs: 30,
};

/** One controller process: its own connection, its own memory. */
export type Controller = {
  readonly cluster: Cluster;
  readonly report: Promise<RunReport>;
  /** As SIGTERM does. */
  readonly stop: () => void;
  /** As SIGKILL does: nothing of it reaches the cluster any more. */
  readonly kill: () => void;
};

/**
 * The whole use case on a rig: controllers that talk TLS to the fake API server, with a scripted Tekton behind it.
 * Pipelines are known by the names of their scripts and payloads; run id `r1`, main pipeline `main`.
 */
export class RunRig {
  readonly server = new FakeApiServer();
  readonly clock = new FakeClock();
  readonly told: Told[] = [];
  readonly tekton: ScriptedTekton;
  readonly #folder: string;
  readonly #names: readonly string[];
  readonly #timings: Timings;
  readonly #clusters: Cluster[] = [];

  constructor(folder: string, options: RunRigOptions) {
    this.#folder = folder;
    this.#names = [...new Set(['main', ...Object.keys(options.scripts), ...Object.keys(options.payloads ?? {})])];
    this.#timings = { ...QUICK, ...options.timings };
    this.server.now = () => this.clock.now();
    this.tekton = new ScriptedTekton(this.server, options.scripts);
  }

  async prepare(payloads: RunRigOptions['payloads'] = {}): Promise<void> {
    this.server.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } });
    await this.server.start();
    await this.server.kubeconfig(this.kubeconfig);
    const files = this.#names.map((name) => {
      const { run, objects } = payloads[name] ?? aPayload(name);
      return writeFile(join(this.#folder, `${name}.json`), JSON.stringify({ kind: 'List', items: [run, ...objects] }));
    });
    await Promise.all(files);
  }

  get kubeconfig(): string {
    return join(this.#folder, 'kubeconfig');
  }

  async connect(): Promise<Cluster> {
    const cluster = await connect({
      kubeconfig: this.kubeconfig,
      env: {},
      notify: () => undefined,
      timings: this.#timings,
    });
    this.#clusters.push(cluster);
    return cluster;
  }

  /** Starts a controller of the run. */
  async start(
    options: Partial<RunOptions> & {
      /** Those of the entry document, and what becomes of the run where one hits nothing. */
      readonly overrides?: readonly Override[];
      readonly onMissOfEntry?: OnMiss;
      readonly clock?: Clock;
    } = {},
  ): Promise<Controller> {
    const cluster = await this.connect();
    const stop = new AbortController();
    const { overrides = [], onMissOfEntry = 'warn', clock = this.clock, ...rest } = options;
    const payloads = await this.#prepare(overrides, onMissOfEntry);
    const report = runPipelines(
      {
        main: mainLaunch('r1', 'main'),
        timeoutMs: 3_600_000,
        earlySignals: true,
        maxDepth: 8,
        onMiss: 'reject',
        ...rest,
      },
      { cluster, payloads, clock, reporter: this.reporter },
      stop.signal,
    );
    // A controller that was killed fails whenever it notices; tests that care for the failure await the report.
    report.catch(() => undefined);
    return { cluster, report, stop: () => stop.abort(143), kill: () => void cluster.close() };
  }

  /** What `subpipe run` launches from an entry document that maps every name. */
  #prepare(overrides: readonly Override[], onMiss: OnMiss): Promise<LaunchPayloads> {
    const mappings = this.#names.map((name) => ({ pipeline: name, file: `${name}.json` }));
    const catalog = folderCatalog(this.#folder, mappings);
    return prepareRun(
      { entry: { pipeline: 'main', overrides, mappings }, catalog },
      { target: {}, onMiss },
      this.reporter,
    );
  }

  /** Runs to the end. */
  async run(options: Parameters<RunRig['start']>[0] = {}): Promise<RunReport> {
    return (await this.start(options)).report;
  }

  /** What was told under a code. */
  saying(code: string): readonly Told[] {
    return this.told.filter((each) => each.code === code);
  }

  get reporter(): Reporter {
    return { ...toLog((line) => void this.told.push(line)), draw: () => undefined };
  }

  async close(): Promise<void> {
    this.tekton.stop();
    await Promise.all(this.#clusters.map((cluster) => cluster.close()));
    await this.server.stop();
    await rm(this.#folder, { recursive: true });
  }
}

export async function openRunRig(options: RunRigOptions): Promise<RunRig> {
  const rig = new RunRig(await mkdtemp(join(tmpdir(), 'rig-')), options);
  await rig.prepare(options.payloads);
  return rig;
}

/** For the top of a test file: gives a way to open runRigs, of which each is closed after its test. */
export function runRigs() {
  const opened: RunRig[] = [];
  afterEach(() => Promise.all(opened.splice(0).map((rig) => rig.close())));
  return async (
    scripts: RunRigOptions['scripts'],
    payloads: RunRigOptions['payloads'] = {},
    timings: Partial<Timings> = {},
  ): Promise<RunRig> => {
    const rig = await openRunRig({ scripts, payloads, timings });
    opened.push(rig);
    return rig;
  };
}

/** `pipeline Outcome` of every run of the tree, parents before children. */
export function outcomes({ tree }: RunReport): string[] {
  return summarize(tree).map(({ pipeline, outcome }) => `${pipeline} ${outcome}`);
}
