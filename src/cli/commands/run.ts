import { randomUUID } from 'node:crypto';
import type { Options } from 'yargs';
import { command, type FlagsOf } from '../command.ts';
import { CLEAN_UP_POLICIES } from '../../app/run/clean-up.ts';
import { type ClosedRun, closeRun } from '../../app/run/close-run.ts';
import { preflight } from '../../app/run/preflight.ts';
import { readPipeline } from '../../app/from-cluster/read-pipeline.ts';
import { runPipelines } from '../../app/run/run-pipelines.ts';
import { systemClock } from '../../process/system-clock.ts';
import { mainLaunch } from '../../core/launch/launch.ts';
import { OUTCOMES } from '../../core/outcome.ts';
import { connect } from '../../kube/auth/connect.ts';
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
import { prepareRun } from '../../app/inspect/prepare-run.ts';
import type { Terminal } from '../../process/terminal.ts';

const runOptions = {
  ...inputOptions,
  'run-id': { type: 'string', describe: 'id of the whole tree, the same for a restart; default: a new one' },
  timeout: { type: 'string', requiresArg: true, default: '1h', describe: 'for everything together, such as 90m' },
  cleanup: { choices: CLEAN_UP_POLICIES, default: 'on-success', describe: 'when to delete the namespaces of runs' },
  'early-signals': { type: 'boolean', default: true, describe: 'launch while the signalling task still runs' },
  strict: { type: 'boolean', default: false, describe: 'refuse an override of the entry document that hits nothing' },
  lenient: { type: 'boolean', default: false, describe: 'launch even if an override of a signal hits nothing' },
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

/** The options of a run, from its flags and, in a bootstrap run, the environment. */
function optionsOf(flags: RunFlags, { env }: Terminal) {
  return {
    runId: runIdFlag(nonEmpty(flags.runId) ?? nonEmpty(env['SUBPIPE_BOOTSTRAP_UID']) ?? randomUUID()),
    namespace: nonEmpty(flags.namespace) ?? nonEmpty(env['SUBPIPE_BOOTSTRAP_NAMESPACE']),
    timeoutMs: durationFlag('timeout', flags.timeout),
    maxDepth: countFlag('max-depth', flags.maxDepth, 0),
    earlySignals: flags.earlySignals,
    // For overrides of the entry document, then for those of signals.
    onMissOfEntry: flags.strict ? 'reject' : 'warn',
    onMiss: flags.lenient ? 'warn' : 'reject',
  } as const;
}

async function run(flags: RunFlags, terminal: Terminal): Promise<number> {
  const { env, stop } = terminal;
  const log = await openLog({ level: flags.logLevel, pretty: terminal.interactive });
  const options = optionsOf(flags, terminal);
  const files = await withFiles(await openInput(flags, terminal, log));
  const target = targetOfInput(files, flags);
  const prepare = (input: Input) => prepareRun(input, { target, onMiss: options.onMissOfEntry }, log);
  const refs = refMappings(files.entry);
  // Files are checked before the cluster is called.
  const prepared = refs.length === 0 ? await prepare(files) : undefined;
  const cluster = await connect({ kubeconfig: flags.kubeconfig, context: flags.context, env, notify: notifyLog(log) });
  const view = terminal.interactive ? await openLiveTree() : undefined;
  try {
    const reporter = treeReporter(log, view);
    const { namespace = cluster.defaultNamespace } = options;
    await preflight(cluster, stop, { pipelineNamespaces: refs.map(({ ref }) => ref.namespace ?? namespace) });
    const input = await withClusterPipelines(files, ({ ref, params = [] }) =>
      readPipeline({ namespace, ...ref, params }, cluster, stop),
    );
    for (const warning of input.warnings) log.warn('input-warning', warning);
    const payloads = prepared ?? (await prepare(input));
    const { runId } = options;
    const { pipeline } = input.entry;
    log.info('run-starting', 'starting', { runId, pipeline, cluster: cluster.description });
    const main = mainLaunch(runId, pipeline);
    const report = await runPipelines({ main, ...options }, { cluster, payloads, clock: systemClock, reporter }, stop);
    view?.close();
    const publish = (closed: ClosedRun) => publishRun(closed, flags, terminal);
    await closeRun(report, { policy: flags.cleanup, namespace }, { cluster, reporter, publish });
    return stop.aborted ? Number(stop.reason) : OUTCOMES[report.outcome].exitCode;
  } finally {
    view?.close();
    await cluster.close();
  }
}

/** The results of the Task, then the closing table. */
async function publishRun({ runId, outcome, message, runs }: ClosedRun, flags: RunFlags, terminal: Terminal) {
  const { title } = OUTCOMES[outcome];
  const resultsDir = nonEmpty(flags.resultsDir);
  if (resultsDir !== undefined) await writeTektonResults(resultsDir, { status: title, runId, message, runs });
  terminal.print(
    flags.output === 'json' ? JSON.stringify({ runId, outcome: title, runs }, null, 2) : closingTable(runs),
  );
}
