import type { PositionalOptions } from 'yargs';
import { command, type FlagsOf } from '../command.ts';
import { systemClock } from '../../process/system-clock.ts';
import { bootstrapExitCode, type WatchReport, watchRun } from '../../app/run/watch-run.ts';
import { summarize } from '../../core/tree/summary.ts';
import { TEKTON_V1 } from '../../core/tekton/types.ts';
import { succeededCondition } from '../../core/tekton/condition.ts';
import { connect } from '../../kube/auth/connect.ts';
import type { Cluster } from '../../ports.ts';
import { closingTable } from '../../report/closing-table.ts';
import { openLiveTree } from '../../report/live-tree.ts';
import { notifyLog, openLog } from '../../report/log.ts';
import { treeReporter } from '../../report/tree-reporter.ts';
import { nonEmpty } from '../../core/text.ts';
import { clusterOptions } from '../options.ts';
import type { Terminal } from '../../process/terminal.ts';

const watchArgument = {
  run: { type: 'string', demandOption: true, describe: 'name of the bootstrap PipelineRun' },
} as const satisfies Record<string, PositionalOptions>;

type WatchFlags = FlagsOf<typeof watchArgument & typeof clusterOptions>;

/** `subpipe watch`: follows a bootstrap PipelineRun from outside the cluster, and ends with its exit code. */
export function watchCommand(terminal: Terminal, exit: (code: number) => void) {
  return command({
    command: 'watch <run>',
    describe: 'follow a bootstrap PipelineRun and the tree that it launches, and end as it ends',
    builder: (yargs) => yargs.positional('run', watchArgument.run).options(clusterOptions),
    handler: async (flags) => exit(await watch(flags, terminal)),
  });
}

async function watch(flags: WatchFlags, terminal: Terminal): Promise<number> {
  const { kubeconfig, context, logLevel } = flags;
  const log = await openLog({ level: logLevel, pretty: terminal.interactive });
  const cluster = await connect({ kubeconfig, context, env: terminal.env, notify: notifyLog(log) });
  // On a terminal the tree is drawn; elsewhere each change is a log line.
  const view = terminal.interactive ? await openLiveTree() : undefined;
  const reporter = treeReporter(log);
  try {
    const namespace = nonEmpty(flags.namespace) ?? cluster.defaultNamespace;
    const ref = { apiVersion: TEKTON_V1, kind: 'PipelineRun', namespace, name: flags.run };
    const report = await watchRun(ref, { cluster, clock: systemClock, view: view ?? reporter }, terminal.stop);
    view?.close();
    const code = bootstrapExitCode(report);
    if (report.tree !== undefined) terminal.print(closingTable(summarize(report.tree)));
    if (code !== 0) {
      const condition = succeededCondition(report.bootstrap);
      const lines = await bootstrapLog(report, namespace, cluster);
      log.error('bootstrap-ended', `bootstrap run ${namespace}/${flags.run}: ${condition?.message ?? 'failed'}`, {
        exitCode: code,
        lines,
      });
    }
    return code;
  } finally {
    view?.close();
    await cluster.close();
  }
}

async function bootstrapLog(
  { bootstrapTaskRuns }: WatchReport,
  namespace: string,
  cluster: Cluster,
): Promise<readonly string[]> {
  const status = bootstrapTaskRuns[0]?.status;
  const container = status?.steps?.[0]?.container;
  if (status?.podName === undefined || container === undefined) return [];
  const place = { namespace, name: status.podName, container, lines: 10 };
  const text = await cluster.logTail(place, AbortSignal.timeout(5_000)).catch(() => '');
  return text.trimEnd().split('\n');
}
