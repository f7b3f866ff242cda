import { randomUUID } from 'node:crypto';
import type { Argv, CommandModule } from 'yargs';
import { CLEAN_UP_POLICIES, type CleanUpPolicy, cleanUp } from '../app/clean-up.ts';
import { tellFailureLogs } from '../app/failure-logs.ts';
import { preflight } from '../app/preflight.ts';
import { readPipeline } from '../app/read-pipeline.ts';
import { type RunReport, runPipelines } from '../app/run-pipelines.ts';
import { systemClock } from '../app/system-clock.ts';
import { writeRecord } from '../app/write-record.ts';
import { mainLaunch } from '../core/launch.ts';
import { OUTCOMES } from '../core/outcome.ts';
import { summarize } from '../core/summary.ts';
import { causeOf } from '../core/verdict.ts';
import { SubpipeError } from '../errors.ts';
import { connect } from '../kube/connect.ts';
import type { Cluster, Reporter } from '../ports.ts';
import { closingTable } from '../report/closing-table.ts';
import { openLiveTree } from '../report/live-tree.ts';
import { type LogLevel, notifyLog, openLog } from '../report/log.ts';
import { writeTektonResults } from '../report/tekton-results.ts';
import { treeReporter } from '../report/tree-reporter.ts';
import { type KeyFlags, keyOptions, readKey } from './key-source.ts';
import { type Input, type InputOptions, loadInput, refMappings, withClusterPipelines } from './load-input.ts';
import { loadPayload } from './load-payload.ts';
import { mainChoice, mainChoiceOptions } from './main-choice.ts';
import { clusterOptions, countFlag, durationFlag, given, runIdFlag } from './options.ts';
import type { Terminal } from './terminal.ts';

type RunFlags = KeyFlags & {
  readonly entry: string | undefined;
  readonly payload: string | undefined;
  readonly payloads: string | undefined;
  readonly runId: string | undefined;
  readonly timeout: string;
  readonly cleanup: CleanUpPolicy;
  readonly earlySignals: boolean;
  readonly strict: boolean;
  readonly lenient: boolean;
  readonly maxDepth: number;
  readonly listener: string | undefined;
  readonly trigger: string | undefined;
  readonly param: readonly string[] | undefined;
  readonly resultsDir: string | undefined;
  readonly output: 'text' | 'json';
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly namespace: string | undefined;
  readonly logLevel: LogLevel;
};

/** After the tree has ended: logs, clean-up and the record must not hold up the exit for longer. */
const CLOSING_LIMIT_MS = 6_000;

/** `subpipe run`: launches the main pipeline, then what it signals, and waits for the whole tree. */
export function runCommand(terminal: Terminal, exit: (code: number) => void): CommandModule<object, RunFlags> {
  return {
    command: 'run [entry]',
    describe: 'run the main pipeline of an entry document, and the pipelines that it calls',
    builder: (yargs) => options(yargs) as unknown as Argv<RunFlags>,
    handler: async (flags) => exit(await run(flags, terminal)),
  };
}

function options(yargs: Argv) {
  return yargs
    .positional('entry', {
      type: 'string',
      describe: 'entry document (JSON or YAML); relative to --payloads where that is given',
    })
    .options({
      payloads: {
        type: 'string',
        requiresArg: true,
        describe: 'payload folder; default: the folder of the entry document',
      },
      payload: { type: 'string', describe: 'run this payload alone, without an entry document' },
      ...keyOptions,
      'run-id': { type: 'string', describe: 'id of the whole tree, the same for a restart; default: a new one' },
      timeout: { type: 'string', requiresArg: true, default: '1h', describe: 'for everything together, such as 90m' },
      cleanup: {
        choices: CLEAN_UP_POLICIES,
        default: 'on-success',
        describe: 'when to delete the namespaces of runs',
      },
      'early-signals': { type: 'boolean', default: true, describe: 'launch while the signalling task still runs' },
      strict: {
        type: 'boolean',
        default: false,
        describe: 'refuse an override of the entry document that hits nothing',
      },
      lenient: { type: 'boolean', default: false, describe: 'launch though an override of a signal hits nothing' },
      'max-depth': { type: 'number', requiresArg: true, default: 8, describe: 'how deep pipelines may call pipelines' },
      ...mainChoiceOptions,
      'results-dir': { type: 'string', describe: 'folder to write the results of a Tekton Task to' },
      output: {
        alias: 'o',
        choices: ['text', 'json'] as const,
        default: 'text',
        describe: 'format of the closing table on stdout',
      },
      ...clusterOptions,
    });
}

async function run(flags: RunFlags, terminal: Terminal): Promise<number> {
  const { env } = terminal;
  const log = await openLog({ level: flags.logLevel, pretty: terminal.interactive });
  const timeoutMs = durationFlag('timeout', flags.timeout);
  const maxDepth = countFlag('max-depth', flags.maxDepth, 0);
  const runId = runIdFlag(given(flags.runId) ?? given(env['SUBPIPE_BOOTSTRAP_UID']) ?? randomUUID());
  const files = await loadRun(flags, { key: await readKey(flags, terminal, log), choice: mainChoice(flags) });
  const cluster = await connect({ kubeconfig: flags.kubeconfig, context: flags.context, env, notify: notifyLog(log) });
  const view = terminal.interactive ? await openLiveTree() : undefined;
  try {
    const reporter = treeReporter(log, view);
    const namespace = given(flags.namespace) ?? given(env['SUBPIPE_BOOTSTRAP_NAMESPACE']) ?? cluster.defaultNamespace;
    const pipelineNamespaces = refMappings(files.entry).map(({ ref }) => ref.namespace ?? namespace);
    await preflight(cluster, terminal.stop, { pipelineNamespaces });
    const { entry, catalog, warnings } = await withClusterPipelines(files, ({ ref, params = [] }) =>
      readPipeline({ namespace, ...ref, params }, cluster, terminal.stop),
    );
    for (const warning of warnings) log.warn('entry-warning', warning);
    log.info('run-starting', 'starting', { runId, pipeline: entry.pipeline, cluster: cluster.description });
    const report = await runPipelines(
      {
        main: mainLaunch(runId, entry.pipeline, entry.params),
        timeoutMs,
        earlySignals: flags.earlySignals,
        maxDepth,
        strict: flags.strict,
        lenient: flags.lenient,
      },
      { cluster, catalog, clock: systemClock, reporter },
      terminal.stop,
    );
    view?.close();
    return await close(report, flags, { cluster, reporter, namespace, terminal });
  } finally {
    view?.close();
    await cluster.close();
  }
}

/** What the flags say is to be run; with a payload folder and nothing else, its entry.json. */
async function loadRun(flags: RunFlags, options: InputOptions): Promise<Input> {
  const [entry, payload, folder] = [given(flags.entry), given(flags.payload), given(flags.payloads)];
  if (entry !== undefined && payload !== undefined) {
    throw new SubpipeError('bad-usage', 'give an entry document or --payload FILE, not both', {
      hint: 'with --payload, that payload runs alone and no entry document is read',
    });
  }
  if (payload !== undefined) return loadPayload(payload, folder, options);
  if (entry === undefined && folder === undefined) {
    throw new SubpipeError('bad-usage', 'no entry document given', {
      hint: 'subpipe run ENTRY, for example: subpipe run payloads/entry.json',
    });
  }
  return loadInput(entry ?? 'entry.json', folder, options);
}

type Closing = {
  readonly cluster: Cluster;
  readonly reporter: Reporter;
  readonly namespace: string;
  readonly terminal: Terminal;
};

async function close(
  report: RunReport,
  flags: RunFlags,
  { cluster, reporter, namespace, terminal }: Closing,
): Promise<number> {
  const { tree, outcome } = report;
  const { runId } = tree.launch;
  const { title, exitCode } = OUTCOMES[outcome];
  const rows = summarize(tree);
  const limit = AbortSignal.timeout(CLOSING_LIMIT_MS);
  await writeRecord({ runId, outcome: title, runs: rows }, namespace, { cluster, reporter }, limit);
  if (outcome !== 'succeeded') await tellFailureLogs(tree, { cluster, reporter });
  await cleanUp(tree, flags.cleanup, { cluster, reporter }, limit);
  const cause = causeOf(tree)?.launch;
  const worst = rows.find((row) => row.run === cause?.name && row.namespace === cause.namespace);
  const message =
    worst === undefined
      ? `${rows.length === 1 ? '1 run' : `${rows.length} runs`} succeeded`
      : `${worst.namespace}/${worst.run}: ${worst.message ?? worst.outcome}`;
  const resultsDir = given(flags.resultsDir);
  if (resultsDir !== undefined) await writeTektonResults(resultsDir, { status: title, runId, message, runs: rows });
  terminal.print(
    flags.output === 'json' ? JSON.stringify({ runId, outcome: title, runs: rows }, null, 2) : closingTable(rows),
  );
  const facts = { outcome, runId, runs: rows.length };
  if (outcome === 'succeeded') reporter.info('run-finished', title, facts);
  else reporter.error('run-finished', `${title}: ${message}`, facts);
  return terminal.stop.aborted ? Number(terminal.stop.reason) : exitCode;
}
