import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import yargs from 'yargs';
import { systemClock } from '../app/system-clock.ts';
import { type WaitReport, waitForRuns } from '../app/wait-for-runs.ts';
import type { Selection } from '../core/judge-wait.ts';
import { OUTCOMES } from '../core/outcome.ts';
import { SubpipeError } from '../errors.ts';
import { connect } from '../kube/connect.ts';
import { type LogLevel, notifyLog, openLog } from '../report/log.ts';
import { clusterOptions, countFlag, durationFlag, given, runIdFlag } from './options.ts';
import { VERSION } from '../version.ts';
import { runProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

type WaitFlags = {
  readonly pipeline: string | undefined;
  readonly signal: string | undefined;
  readonly runId: string | undefined;
  readonly expect: number;
  readonly timeout: string;
  readonly appearTimeout: string;
  readonly resultsDir: string | undefined;
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly logLevel: LogLevel;
};

/** The `wait-for-pipeline` program; gives its exit code. */
export async function waitForPipeline(argv: readonly string[], terminal: Terminal): Promise<number> {
  let code = 0;
  const program = yargs()
    .scriptName('wait-for-pipeline')
    .command(
      '$0',
      'wait for a pipeline that a task has signalled, and end as it ended',
      (builder) =>
        builder.options({
          pipeline: { type: 'string', requiresArg: true, describe: 'name of the Pipeline to wait for' },
          signal: {
            type: 'string',
            requiresArg: true,
            describe: 'name of the signal: NAME of the result localpipeline-run-NAME',
          },
          'run-id': { type: 'string', describe: 'id of the run; default: $PIPELINE_SUB_ID' },
          expect: { type: 'number', requiresArg: true, default: 1, describe: 'how many runs must appear' },
          timeout: { type: 'string', requiresArg: true, default: '1h', describe: 'for the whole wait, such as 90m' },
          'appear-timeout': { type: 'string', requiresArg: true, default: '10m', describe: 'for the runs to appear' },
          'results-dir': {
            type: 'string',
            describe: 'folder to write results to: status, pipelinerun, namespace, message',
          },
          ...clusterOptions,
        }),
      async (flags) => {
        code = await wait(flags, terminal);
      },
    );
  await runProgram(program, { argv, terminal, version: VERSION });
  return code;
}

async function wait(flags: WaitFlags, { env, interactive, stop }: Terminal): Promise<number> {
  const log = await openLog({ level: flags.logLevel, pretty: interactive });
  const selection = selectionOf(flags);
  const expect = countFlag('expect', flags.expect, 1);
  const timeoutMs = durationFlag('timeout', flags.timeout);
  const appearTimeoutMs = durationFlag('appear-timeout', flags.appearTimeout);
  if (given(env['BREAK_GLASS']) === undefined) {
    log.info('outside', 'BREAK_GLASS is not set: this is no break-glass run, nothing to wait for');
    return 0;
  }
  const runId = given(flags.runId) ?? given(env['PIPELINE_SUB_ID']);
  if (runId === undefined) {
    throw new SubpipeError('bad-usage', 'no run id: neither --run-id nor $PIPELINE_SUB_ID is set', {
      hint: 'in a run of subpipe every step has PIPELINE_SUB_ID; elsewhere give --run-id',
    });
  }
  const { kubeconfig, context } = flags;
  const cluster = await connect({ kubeconfig, context, env, notify: notifyLog(log) });
  try {
    log.info('waiting', `waiting for ${selection.kind} ${selection.name}`, { runId: runIdFlag(runId), expect });
    const options = { runId, selection, expect, timeoutMs, appearTimeoutMs };
    const report = await waitForRuns(options, { cluster, clock: systemClock, reporter: log }, stop);
    const { title, exitCode } = OUTCOMES[report.outcome];
    const resultsDir = given(flags.resultsDir);
    if (resultsDir !== undefined) await writeResults(resultsDir, report);
    const facts = { outcome: report.outcome, runs: report.selected.map((selected) => selected.title) };
    if (report.outcome === 'succeeded') log.info('wait-ended', title, facts);
    else log.error('wait-ended', `${title}: ${report.message}`, facts);
    return exitCode;
  } finally {
    await cluster.close();
  }
}

function selectionOf({ pipeline, signal }: WaitFlags): Selection {
  const [byPipeline, bySignal] = [given(pipeline), given(signal)];
  if ((byPipeline === undefined) === (bySignal === undefined)) {
    throw new SubpipeError('bad-usage', 'give one of --pipeline NAME and --signal NAME', { hint: 'see --help' });
  }
  return byPipeline === undefined ? { kind: 'signal', name: bySignal ?? '' } : { kind: 'pipeline', name: byPipeline };
}

async function writeResults(folder: string, { outcome, message, selected }: WaitReport): Promise<void> {
  const [namespace = '', run = ''] = selected[0]?.title.split('/') ?? [];
  await mkdir(folder, { recursive: true });
  const files = { status: OUTCOMES[outcome].title, pipelinerun: run, namespace, message: message.slice(0, 500) };
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(path.join(folder, name), text)));
}
