import yargs from 'yargs';
import { EXITS } from '../core/exit-codes.ts';
import { VERSION } from '../version.ts';
import { decryptCommand } from './commands/decrypt.ts';
import { exportCommand } from './commands/export.ts';
import { runProgram } from './program.ts';
import { planCommand } from './commands/plan.ts';
import { runCommand } from './commands/run.ts';
import { validateCommand } from './commands/validate.ts';
import { watchCommand } from './commands/watch.ts';
import type { Terminal } from '../process/terminal.ts';

/** The `subpipe` program; gives its exit code. */
export async function subpipe(argv: readonly string[], terminal: Terminal): Promise<number> {
  let code = EXITS.succeeded.exitCode;
  const exit = (exitCode: number) => {
    code = exitCode;
  };
  const program = yargs()
    .scriptName('subpipe')
    .usage('$0 <command>\n\nPipelines that call pipelines, on any Tekton cluster.')
    .command(runCommand(terminal, exit))
    .command(validateCommand(terminal, exit))
    .command(planCommand(terminal, exit))
    .command(watchCommand(terminal, exit))
    .command(exportCommand(terminal))
    .command(decryptCommand(terminal))
    .demandCommand(1, 'no command given');
  await runProgram(program, { argv, terminal, version: VERSION });
  return code;
}
