import { randomUUID } from 'node:crypto';
import type { Options } from 'yargs';
import { command, type FlagsOf } from '../command.ts';
import { CLEAN_UP_POLICIES, cleanUp } from '../../app/run/clean-up.ts';
import { reportFailureLogs } from '../../app/run/failure-logs.ts';
import { preflight } from '../../app/run/preflight.ts';
import { readPipeline } from '../../app/from-cluster/read-pipeline.ts';
import { type RunReport, runPipelines } from '../../app/run/run-pipelines.ts';
import { systemClock } from '../../process/system-clock.ts';
import { writeRecord } from '../../app/run/write-record.ts';
import { mainLaunch } from '../../core/launch/launch.ts';
import { OUTCOMES } from '../../core/outcome.ts';
import { summarize } from '../../core/tree/summary.ts';
import { causeOf } from '../../core/tree/tree-outcome.ts';
import { connect } from '../../kube/auth/connect.ts';
import type { Cluster, Reporter } from '../../ports.ts';
import { closingTable } from '../../report/closing-table.ts';
import { openLiveTree } from '../../report/live-tree.ts';
import { notifyLog, openLog } from '../../report/log.ts';
import { writeTektonResults } from '../../report/tekton-results.ts';
import { treeReporter } from '../../report/tree-reporter.ts';
import { entryArgument, inputOptions, openInput, targetOfInput } from '../input/input-flags.ts';
import { type Input, withClusterPipelines, withFiles } from '../input/open-input.ts';
import { refMappings } from '../../core/entry.ts';
import { nonEmpty } from '../../core/text.ts';
import { clusterOptions, countFlag, durationFlag, runIdFlag } from '../options.ts';
import { prepareCatalog } from '../../app/inspect/prepare-catalog.ts';
import type { Terminal } from '../../process/terminal.ts';

/** After the tree has ended: logs, clean-up and the record must not hold up the exit for longer. */
const CLOSING_LIMIT_MS = 6_000;

const runOptions = {
  ...inputOptions,
  'run-id': { type: 'string', describe: 'id of the whole tree, the same for a restart; default: a new one' },
  timeout: { type: 'string', requiresArg: true, default: '1h', describe: 'for everything together, such as 90m' },
  cleanup: { choices: CLEAN_UP_POLICIES, default: 'on-success', describe: 'when to delete the namespaces of runs' },
  'early-signals': { type: 'boolean', default: true, describe: 'launch while the signalling task still runs' },
  strict: { type: 'boolean', default: false, describe: 'refuse an override of the entry document that hits nothing' },
  lenient: { type: 'boolean', default: false, describe: 'launch though an override of a signal hits nothing' },
  'max-depth': { type: 'number', requiresArg: true, default: 8, describe: 'how deep pipelines may call pipelines' },
  'results-dir': { type: 'string', describe: 'folder to write the results of a Tekton Task to' },
  output: {
    alias: 'o',
    choices: ['text', 'json'],
    default: 'text',
    describe: 'format of the closing table on stdout',
  },
  ...clusterOptions,
} as const satisfies Record<string, Options>;

type RunFlags = FlagsOf<typeof entryArgument & typeof runOptions>;

/** `subpipe run`: launches the main pipeline, then what it signals, and waits for the whole tree. */
export function runCommand(terminal: Terminal, exit: (code: number) => void) {
  return command({
    command: 'run [entry]',
    describe: 'run the main pipeline of an entry document, and the pipelines that it calls',
    builder: (yargs) => yargs.positional('entry', entryArgument.entry).options(runOptions),
    handler: async (flags) => exit(await run(flags, terminal)),
  });
}

async function run(flags: RunFlags, terminal: Terminal): Promise<number> {
  const { env } = terminal;
  const log = await openLog({ level: flags.logLevel, pretty: terminal.interactive });
  const timeoutMs = durationFlag('timeout', flags.timeout);
  const maxDepth = countFlag('max-depth', flags.maxDepth, 0);
  const runId = runIdFlag(nonEmpty(flags.runId) ?? nonEmpty(env['SUBPIPE_BOOTSTRAP_UID']) ?? randomUUID());
  const files = await withFiles(await openInput(flags, terminal, log));
  const prepare = (input: Input) => prepareCatalog(input, targetOfInput(input, flags), log);
  // What is in files is judged before anybody talks to a cluster.
  const prepared = refMappings(files.entry).length === 0 ? await prepare(files) : undefined;
  const cluster = await connect({ kubeconfig: flags.kubeconfig, context: flags.context, env, notify: notifyLog(log) });
  const view = terminal.interactive ? await openLiveTree() : undefined;
  try {
    const reporter = treeReporter(log, view);
    const namespace =
      nonEmpty(flags.namespace) ?? nonEmpty(env['SUBPIPE_BOOTSTRAP_NAMESPACE']) ?? cluster.defaultNamespace;
    const pipelineNamespaces = refMappings(files.entry).map(({ ref }) => ref.namespace ?? namespace);
    await preflight(cluster, terminal.stop, { pipelineNamespaces });
    const input = await withClusterPipelines(files, ({ ref, params = [] }) =>
      readPipeline({ namespace, ...ref, params }, cluster, terminal.stop),
    );
    for (const warning of input.warnings) log.warn('input-warning', warning);
    const { entry } = input;
    const catalog = prepared ?? (await prepare(input));
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
  if (outcome !== 'succeeded') await reportFailureLogs(tree, { cluster, reporter });
  await cleanUp(tree, flags.cleanup, { cluster, reporter }, limit);
  const cause = causeOf(tree)?.launch;
  const worst = rows.find((row) => row.run === cause?.name && row.namespace === cause.namespace);
  const message =
    worst === undefined
      ? `${rows.length === 1 ? '1 run' : `${rows.length} runs`} succeeded`
      : `${worst.namespace}/${worst.run}: ${worst.message ?? worst.outcome}`;
  const resultsDir = nonEmpty(flags.resultsDir);
  if (resultsDir !== undefined) await writeTektonResults(resultsDir, { status: title, runId, message, runs: rows });
  terminal.print(
    flags.output === 'json' ? JSON.stringify({ runId, outcome: title, runs: rows }, null, 2) : closingTable(rows),
  );
  const facts = { outcome, runId, runs: rows.length };
  if (outcome === 'succeeded') reporter.info('run-finished', title, facts);
  else reporter.error('run-finished', `${title}: ${message}`, facts);
  return terminal.stop.aborted ? Number(terminal.stop.reason) : exitCode;
}
