import type { Inspection, Planned } from '../../core/inspection.ts';
import { randomUUID } from 'node:crypto';
import type { Options } from 'yargs';
import { command, type FlagsOf } from '../command.ts';
import { dryRunPlan } from '../../app/inspect/dry-run-plan.ts';
import { planPipelines } from '../../app/inspect/plan-pipelines.ts';
import { maskSecret } from '../../core/k8s/mask-secrets.ts';
import { EXITS } from '../../core/exit-codes.ts';
import { connect } from '../../kube/auth/connect.ts';
import { dotGraph, mermaidGraph } from '../../report/render-graph.ts';
import type { Log } from '../../core/log.ts';
import { notifyLog, openLog } from '../../report/log.ts';
import { planJson, planText, planYaml } from '../../report/render-plan.ts';
import { entryArgument } from '../input/input-flags.ts';
import { inspected, inspectOptions } from '../input/inspect-options.ts';
import { nonEmpty } from '../../core/text.ts';
import { clusterOptions, durationFlag, runIdFlag } from '../options.ts';
import type { Terminal } from '../../process/terminal.ts';

const FORMATS = ['text', 'yaml', 'json', 'mermaid', 'dot'] as const;
type Format = (typeof FORMATS)[number];

const planOptions = {
  ...inspectOptions,
  'run-id': { type: 'string', describe: 'id of the run that is planned; default: a new one' },
  timeout: { type: 'string', requiresArg: true, default: '1h', describe: 'the --timeout of the run' },
  output: { alias: 'o', choices: FORMATS, default: 'text', describe: 'format on stdout' },
  'show-secrets': { type: 'boolean', default: false, describe: 'print the values of Secrets, too' },
  server: { type: 'boolean', default: false, describe: 'have the cluster judge every object; creates nothing' },
  ...clusterOptions,
} as const satisfies Record<string, Options>;

type PlanFlags = FlagsOf<typeof entryArgument & typeof planOptions>;

/** `subpipe plan`: prints what `run` would create, or which pipeline may call which. */
export function planCommand(terminal: Terminal, exit: (code: number) => void) {
  return command({
    command: 'plan [entry]',
    describe: 'print the objects that a run would create, or a graph of which pipeline may call which',
    builder: (yargs) => yargs.positional('entry', entryArgument.entry).options(planOptions),
    handler: async (flags) => exit(await plan(flags, terminal)),
  });
}

async function plan(flags: PlanFlags, terminal: Terminal): Promise<number> {
  const log = await openLog({ level: flags.logLevel, pretty: terminal.interactive });
  const options = {
    runId: runIdFlag(nonEmpty(flags.runId) ?? randomUUID()),
    timeLeftMs: durationFlag('timeout', flags.timeout),
  };
  const { inspection, isGood } = await inspected(flags, terminal, log);
  const planned = planPipelines(inspection, options);
  const shown = flags.showSecrets
    ? planned
    : planned.map((each) => ({ ...each, objects: each.objects.map(maskSecret) }));
  terminal.print(render(flags.output, shown, inspection));
  const code = flags.server ? await askServer(planned, flags, { log, terminal }) : EXITS.succeeded.exitCode;
  return isGood ? code : EXITS['bad-input'].exitCode;
}

/** Reports what the cluster says about the plan, and gives the exit code for it. */
async function askServer(
  planned: readonly Planned[],
  flags: PlanFlags,
  { log, terminal }: { readonly log: Log; readonly terminal: Terminal },
): Promise<number> {
  const { kubeconfig, context } = flags;
  const cluster = await connect({ kubeconfig, context, env: terminal.env, notify: notifyLog(log) });
  try {
    const namespace = nonEmpty(flags.namespace) ?? cluster.defaultNamespace;
    const report = await dryRunPlan(planned, { cluster, namespace, abort: terminal.stop });
    for (const note of report.notes) log.warn('not-checked', note);
    for (const refusal of report.refusals) log.error('server-refused', refusal);
    for (const right of report.missingRights) log.error('not-allowed', right);
    const facts = { objects: report.accepted, namespace, cluster: cluster.description };
    if (report.refusals.length > 0) {
      log.error('server-refused', `the server takes ${report.accepted} objects and refuses the rest`, facts);
      return EXITS['bad-input'].exitCode;
    }
    if (report.missingRights.length > 0) {
      const hint = 'grant them with: kubectl apply -f tekton/ (see tekton/rbac.yaml)';
      log.error('not-allowed', `a run needs ${report.missingRights.length} rights that you do not have`, {
        ...facts,
        hint,
      });
      return EXITS['not-allowed'].exitCode;
    }
    log.info('server-accepted', 'the server takes every object', facts);
    return EXITS.succeeded.exitCode;
  } finally {
    await cluster.close();
  }
}

function render(format: Format, planned: readonly Planned[], { graph }: Inspection): string {
  switch (format) {
    case 'text':
      return planText(planned);
    case 'yaml':
      return planYaml(planned);
    case 'json':
      return planJson(planned);
    case 'mermaid':
      return mermaidGraph(graph);
    case 'dot':
      return dotGraph(graph);
  }
}
