import type { Argv } from 'yargs';
import { EXITS } from '../core/exit-codes.ts';
import { SubpipeError } from '../errors.ts';
import { openLog } from '../report/log.ts';
import { sourceStack } from './source-stack.ts';
import type { Terminal } from '../process/terminal.ts';
import { present } from '../core/present.ts';

/**
 * Parses the arguments and runs the command that they name.
 *
 * @throws SubpipeError `bad-usage` for arguments that yargs refuses, with no key in its message; and what the command
 * throws.
 */
export async function runProgram(program: Argv, { argv, terminal, version }: ProgramOptions): Promise<void> {
  await program
    .version(version)
    .strict()
    .help()
    .parserConfiguration({ 'dot-notation': false, 'duplicate-arguments-array': true })
    .middleware((flags) => {
      const repeatable = new Set(arrayOptions(program));
      for (const [name, value] of Object.entries(flags)) {
        if (Array.isArray(value) && name !== '_' && !repeatable.has(name)) flags[name] = value.at(-1) as unknown;
      }
    }, true)
    .exitProcess(false)
    .showHelpOnFail(false)
    .wrap(Math.min(120, program.terminalWidth()))
    .fail((message: string | null, error: unknown) => {
      // yargs reports some problems as a YError, others as a message alone.
      if (error instanceof Error && error.name !== 'YError') throw error;
      throw new SubpipeError('bad-usage', withoutKeys(message ?? 'bad usage'), { hint: 'see --help' });
    })
    .parseAsync([...argv], {}, (_error, _args, output) => {
      if (output !== '') terminal.print(output);
    });
}

export type ProgramOptions = {
  readonly argv: readonly string[];
  readonly terminal: Terminal;
  readonly version: string;
};

/**
 * The options that may be given several times, which are those declared as an array; of any other the last one counts.
 */
function arrayOptions(program: Argv): readonly string[] {
  // Not in the types of yargs, and part of its interface since version 3: https://github.com/yargs/yargs
  const { array } = (program as Argv & { getOptions(): { readonly array: readonly string[] } }).getOptions();
  return array.flatMap((name) => [name, name.replace(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase())]);
}

/** A message without keys: yargs repeats unknown arguments, and one of them may be a key in the wrong place. */
function withoutKeys(message: string): string {
  return message.replace(/[0-9a-fA-F]{32,}/g, '(hidden)');
}

/** Reports an error and gives its exit code: a SubpipeError as a log line for each problem, a bug with its stack. */
export async function reportError(error: unknown, { stop, interactive }: Terminal): Promise<number> {
  const log = await openLog({ level: 'info', pretty: interactive });
  if (stop.aborted && isInterruption(error, stop)) {
    log.warn('interrupted', 'stopped by a signal');
    return Number(stop.reason);
  }
  if (!(error instanceof SubpipeError)) {
    log.error('internal-error', 'this is a bug in subpipe; please report it', {
      error: error instanceof Error ? sourceStack(error.stack ?? error.message) : String(error),
    });
    return EXITS['internal-error'].exitCode;
  }
  const { code, message, hint, problems } = error;
  for (const problem of problems) log.error(code === 'not-allowed' ? code : 'input-problem', problem);
  if (code === 'interrupted') log.warn(code, message);
  else log.error(code, message, present({ hint }));
  return EXITS[code].exitCode;
}

/** True where the stop signal caused the error: that is either our own error or the signal's reason itself. */
function isInterruption(error: unknown, stop: AbortSignal): boolean {
  return error === stop.reason || (error instanceof SubpipeError && error.code === 'interrupted');
}
