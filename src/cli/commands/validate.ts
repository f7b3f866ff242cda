import type { Inspection } from '../../core/inspection.ts';
import type { Options } from 'yargs';
import { command, type FlagsOf } from '../command.ts';
import { mergeRequirements, NO_REQUIREMENTS, type ClusterRequirements } from '../../core/target/requirements.ts';
import { EXITS } from '../../core/exit-codes.ts';
import { openLog } from '../../report/log.ts';
import { requirementRows } from '../../report/render-plan.ts';
import { listLines } from '../../report/table.ts';
import type { FindingLine } from '../../app/inspect/finding-lines.ts';
import { entryArgument } from '../input/input-flags.ts';
import { inspected, inspectOptions } from '../input/inspect-options.ts';
import type { Terminal } from '../../process/terminal.ts';

const validateOptions = {
  ...inspectOptions,
  output: { alias: 'o', choices: ['text', 'json'], default: 'text', describe: 'format on stdout' },
} as const satisfies Record<string, Options>;

type ValidateFlags = FlagsOf<typeof entryArgument & typeof validateOptions>;

/** `subpipe validate`: prints all that is wrong with the input, and what it needs of a cluster; it calls no cluster. */
export function validateCommand(terminal: Terminal, exit: (code: number) => void) {
  return command({
    command: 'validate [entry]',
    describe: 'say all that is wrong with an entry document and its payloads; needs no cluster',
    builder: (yargs) => yargs.positional('entry', entryArgument.entry).options(validateOptions),
    handler: async (flags) => exit(await validate(flags, terminal)),
  });
}

async function validate(flags: ValidateFlags, terminal: Terminal): Promise<number> {
  const log = await openLog({ level: flags.logLevel, pretty: terminal.interactive });
  const { inspection, lines, isGood } = await inspected(flags, terminal, log);
  const requirements = requirementsOfAll(inspection);
  terminal.print(
    flags.output === 'json' ? asJson(inspection, lines, requirements) : asText(inspection, lines, requirements),
  );
  return EXITS[isGood ? 'succeeded' : 'bad-input'].exitCode;
}

/** The requirements of all pipelines that may be launched; a mapping that no task can ask for needs nothing. */
function requirementsOfAll({ pipelines }: Inspection): ClusterRequirements {
  return pipelines.reduce(
    (all, { launched, isReachable }) =>
      launched === undefined || !isReachable ? all : mergeRequirements(all, launched.requirements),
    NO_REQUIREMENTS,
  );
}

function asText({ pipelines }: Inspection, lines: readonly FindingLine[], requirements: ClusterRequirements): string {
  const states = pipelines.map(({ name, isReachable }): readonly [string, readonly string[]] => {
    const own = lines.filter(({ pipeline }) => pipeline === name);
    const warnings = own.filter(({ severity }) => severity === 'warning').length;
    const state =
      own.length === 0 ? 'fine' : `${countOf(own.length - warnings, 'problem')}, ${countOf(warnings, 'warning')}`;
    return [name, [isReachable ? state : `${state}; no task can ask for it`]];
  });
  const needs = requirementRows(requirements);
  const hasNeeds = needs.some(([, list]) => list.length > 0);
  return ['pipelines', ...listLines(states), ...(hasNeeds ? ['wants of the cluster', ...listLines(needs)] : [])].join(
    '\n',
  );
}

function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** A stable interface: other programs read it. */
function asJson({ pipelines }: Inspection, lines: readonly FindingLine[], requirements: ClusterRequirements): string {
  const texts = (isWarning: boolean) =>
    lines
      .filter(({ severity }) => (severity === 'warning') === isWarning)
      .map(({ pipeline, text }) => ({ pipeline, text }));
  const rows = pipelines.map(({ name, isMain, isReachable, launched }) => ({
    pipeline: name,
    file: launched?.payload.file ?? null,
    main: isMain,
    reachable: isReachable,
    fitted: launched?.changes ?? [],
    calls:
      launched?.calls.map(({ task, signal, literals, isOpen }) => ({
        task,
        signal,
        pipelines: literals,
        open: isOpen,
      })) ?? [],
  }));
  return JSON.stringify(
    { problems: texts(false), warnings: texts(true), pipelines: rows, wants: requirements },
    null,
    2,
  );
}
