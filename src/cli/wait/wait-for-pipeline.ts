import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import yargs from 'yargs';
import { systemClock } from '../../process/system-clock.ts';
import { type WaitReport, waitForRuns } from '../../app/wait/wait-for-runs.ts';
import { EXITS, exitTitle } from '../../core/exit-codes.ts';
import { OUTCOMES } from '../../core/outcome.ts';
import { describeSelection } from '../../core/wait/selection.ts';
import { messageOf, SubpipeError } from '../../errors.ts';
import { connect } from '../../kube/auth/connect.ts';
import { DEFAULT_TIMINGS } from '../../kube/api/timings.ts';
import type { Log } from '../../core/log.ts';
import { notifyLog, openLog } from '../../report/log.ts';
import { type WaitResults, writeWaitOutput, writeWaitResults } from '../../report/wait-results.ts';
import { VERSION } from '../../version.ts';
import { nonEmpty } from '../../core/text.ts';
import { countFlag, durationFlag } from '../options.ts';
import { runProgram } from '../program.ts';
import type { Terminal } from '../../process/terminal.ts';
import { namespaceOf, selectionOf, type WaitFlags, waitOptions } from './flags.ts';
import { present } from '../../core/present.ts';

/** The `wait-for-pipeline` program; gives its exit code. */
export async function waitForPipeline(argv: readonly string[], terminal: Terminal): Promise<number> {
  let code = EXITS.succeeded.exitCode;
  const program = yargs()
    .scriptName('wait-for-pipeline')
    .command(
      '$0',
      'wait for PipelineRuns, such as those that a task has asked for, and end as they end',
      (builder) => builder.options(waitOptions),
      async (flags) => {
        code = await wait(flags, terminal);
      },
    );
  await runProgram(program, { argv, terminal, version: VERSION });
  return code;
}

async function wait(flags: WaitFlags, terminal: Terminal): Promise<number> {
  const log = await openLog({ level: flags.logLevel, pretty: terminal.interactive });
  const folders = await foldersOf(flags);
  if (nonEmpty(terminal.env['BREAK_GLASS']) === undefined && !flags.always && flags.outside !== 'wait') {
    return outside(flags, { log, folders });
  }
  try {
    const report = await connectAndWait(flags, terminal, log);
    const { title, exitCode } = OUTCOMES[report.outcome];
    const written = await writeAll(folders, { ...report, status: title }, log);
    const facts = { outcome: report.outcome, runs: report.selected.map((selected) => selected.title) };
    if (report.outcome === 'succeeded') log.info('wait-ended', title, facts);
    else log.error('wait-ended', `${title}: ${report.message}`, facts);
    return exitCode === 0 && !written ? EXITS.unwritable.exitCode : exitCode;
  } catch (error) {
    const code = error instanceof SubpipeError ? EXITS[error.code].exitCode : undefined;
    if (code !== undefined) {
      const status = exitTitle(terminal.stop.aborted ? Number(terminal.stop.reason) : code);
      await writeAll(folders, { status, message: messageOf(error), selected: [] }, log);
    }
    throw error;
  }
}

async function connectAndWait(flags: WaitFlags, { env, print, stop }: Terminal, log: Log): Promise<WaitReport> {
  const selection = selectionOf(flags, env);
  const expect = countFlag('expect', flags.expect, 1);
  const timeoutMs = durationFlag('timeout', flags.timeout);
  const appearTimeoutMs = durationFlag('appear-timeout', flags.appearTimeout);
  const { kubeconfig, context } = flags;
  const notify = notifyLog(log);
  // An API server that does not answer is tried for as long as the wait may take.
  const timings = { ...DEFAULT_TIMINGS, retryBoundMs: timeoutMs };
  const cluster = await connect({ kubeconfig, context, env, notify, timings });
  try {
    const namespace = namespaceOf(flags, selection, cluster.defaultNamespace);
    log.info('waiting', `waiting for ${describeSelection(selection)}`, {
      namespace: namespace ?? 'all',
      expect,
      timeout: flags.timeout,
    });
    const pod = nonEmpty(env['HOSTNAME']);
    const options = {
      selection,
      expect,
      timeoutMs,
      appearTimeoutMs,
      ...present({ namespace, pod, onLogLine: flags.logs ? print : undefined }),
    };
    return await waitForRuns(options, { cluster, clock: systemClock, reporter: log }, stop);
  } finally {
    await cluster.close();
  }
}

/** What to do outside an emergency run: exported tasks also run in the hosted service, where no run will appear. */
async function outside(
  { outside: behaviour }: WaitFlags,
  { log, folders }: { readonly log: Log; readonly folders: Folders },
): Promise<number> {
  const message = 'BREAK_GLASS is not set: this is no emergency run, nothing is waited for';
  await writeAll(folders, { status: 'Outside', message, selected: [] }, log);
  if (behaviour === 'fail') {
    throw new SubpipeError('bad-usage', message, { hint: 'set BREAK_GLASS, or wait all the same with --always' });
  }
  log.info('outside', message);
  return EXITS.succeeded.exitCode;
}

type Folders = { readonly resultsDir: string | undefined; readonly outputDir: string | undefined };

/** The folders for results, made if needed: that one cannot be written to is reported before the wait, not after it. */
async function foldersOf(flags: WaitFlags): Promise<Folders> {
  // A StepAction cannot name the folder of its results, only the path of one of them followed by `/..`.
  const [resultsDir, outputDir] = [flags.resultsDir, flags.outputDir].map((folder) =>
    nonEmpty(folder) === undefined ? undefined : path.resolve(folder ?? ''),
  );
  await makeFolder('results-dir', resultsDir);
  await makeFolder('output-dir', outputDir);
  return { resultsDir, outputDir };
}

async function makeFolder(flag: string, folder: string | undefined): Promise<void> {
  if (folder === undefined) return;
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new SubpipeError('unwritable', `--${flag} ${folder} cannot be made: ${messageOf(error)}`, {
      hint: 'give a folder that this step may write to, such as one of a workspace',
    });
  }
}

/** Writes the results. False where a file could not be written, which is reported and only changes a success. */
async function writeAll({ resultsDir, outputDir }: Folders, results: WaitResults, log: Log): Promise<boolean> {
  try {
    const leftOut = resultsDir === undefined ? [] : await writeWaitResults(resultsDir, results);
    if (outputDir !== undefined) await writeWaitOutput(outputDir, results);
    if (leftOut.length > 0) {
      log.warn('results-left-out', `too large for the result "results": ${leftOut.join(', ')}`, {
        hint: outputDir === undefined ? 'have them as files: --output-dir=FOLDER' : `they are files in ${outputDir}`,
      });
    }
    return true;
  } catch (error) {
    if (!(error instanceof SubpipeError) || error.code !== 'unwritable') throw error;
    log.error('unwritable', error.message, present({ hint: error.hint }));
    return false;
  }
}
