import { randomUUID } from 'node:crypto';
import type { Argv, CommandModule } from 'yargs';
import type { Inspection } from '../app/inspect-input.ts';
import { type Planned, planPipelines } from '../app/plan-pipelines.ts';
import { dotGraph, mermaidGraph } from '../report/render-graph.ts';
import { type LogLevel, openLog } from '../report/log.ts';
import { planJson, planText, planYaml } from '../report/render-plan.ts';
import { type InspectFlags, inspected, withInspectOptions } from './inspect-options.ts';
import { durationFlag, given, runIdFlag } from './options.ts';
import type { Terminal } from './terminal.ts';

const FORMATS = ['text', 'yaml', 'json', 'mermaid', 'dot'] as const;
type Format = (typeof FORMATS)[number];

type PlanFlags = InspectFlags & {
  readonly runId: string | undefined;
  readonly timeout: string;
  readonly output: Format;
  readonly showSecrets: boolean;
  readonly logLevel: LogLevel;
};

/** `subpipe plan`: prints what `run` would create, or which pipeline may call which. */
export function planCommand(terminal: Terminal, exit: (code: number) => void): CommandModule<object, PlanFlags> {
  return {
    command: 'plan [entry]',
    describe: 'print the objects that a run would create, or a graph of which pipeline may call which',
    builder: (yargs) =>
      withInspectOptions(yargs).options({
        'run-id': { type: 'string', describe: 'id of the run that is planned; default: a new one' },
        timeout: { type: 'string', requiresArg: true, default: '1h', describe: 'the --timeout of the run' },
        output: { alias: 'o', choices: FORMATS, default: 'text', describe: 'format on stdout' },
        'show-secrets': { type: 'boolean', default: false, describe: 'print the values of Secrets, too' },
      }) as unknown as Argv<PlanFlags>,
    handler: async (flags) => exit(await plan(flags, terminal)),
  };
}

async function plan(flags: PlanFlags, terminal: Terminal): Promise<number> {
  const log = await openLog({ level: flags.logLevel, pretty: terminal.interactive });
  const options = {
    runId: runIdFlag(given(flags.runId) ?? randomUUID()),
    timeLeftMs: durationFlag('timeout', flags.timeout),
  };
  const { inspection, isGood } = await inspected(flags, log);
  const planned = planPipelines(inspection, { ...options, showSecrets: flags.showSecrets });
  terminal.print(render(flags.output, planned, inspection));
  return isGood ? 0 : 2;
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
