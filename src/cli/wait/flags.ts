import type { Options } from 'yargs';
import type { FlagsOf } from '../command.ts';
import type { Selection } from '../../core/wait/selection.ts';
import { SubpipeError } from '../../errors.ts';
import type { Environment } from '../../kube/auth/in-cluster.ts';
import { nonEmpty } from '../../core/text.ts';
import { clusterOptions, runIdFlag } from '../options.ts';

export const OUTSIDE = ['pass', 'fail', 'wait'] as const;

const text = (describe: string) => ({ type: 'string', describe }) as const;

/** The flags of a wait. An empty one counts as not given, so that a Task can pass all of its params on. */
export const waitOptions = {
  pipeline: text('wait for the children of the run that run this Pipeline'),
  signal: text('wait for the children of the run that this signal launched: NAME of localpipeline-run-NAME'),
  selector: { alias: 'l', ...text('wait for all PipelineRuns with these labels') },
  name: text('wait for the PipelineRun of this name'),
  'run-id': text('id of the run, with --pipeline and --signal; default: $PIPELINE_SUB_ID'),
  ...clusterOptions,
  namespace: {
    alias: 'n',
    ...text('where the PipelineRuns are; default: all with --pipeline and --signal, else the current one'),
  },
  'all-namespaces': { alias: 'A', type: 'boolean', describe: 'look in all namespaces' },
  expect: { type: 'number', requiresArg: true, default: 1, describe: 'how many runs must appear at least' },
  timeout: { ...text('for the whole wait, such as 90m'), default: '1h' },
  'appear-timeout': { ...text('for the runs to appear'), default: '10m' },
  'results-dir': text('folder for step or Task results: status, pipelinerun, namespace, message, results'),
  'output-dir': text('folder, such as a workspace, for the same files without a limit of size'),
  logs: { type: 'boolean', default: false, describe: 'print the logs of the steps of the runs' },
  outside: {
    choices: OUTSIDE,
    default: 'pass' as const,
    describe: 'outside an emergency run, where $BREAK_GLASS is not set',
  },
  always: { type: 'boolean', default: false, describe: 'the same as --outside=wait' },
} as const satisfies Record<string, Options>;

export type WaitFlags = FlagsOf<typeof waitOptions>;

/** What is waited for. @throws SubpipeError `bad-usage` unless it is exactly one thing, with a run id where needed. */
export function selectionOf(flags: WaitFlags, env: Environment): Selection {
  const choices = (['pipeline', 'signal', 'selector', 'name'] as const).flatMap((kind) => {
    const value = nonEmpty(flags[kind]);
    return value === undefined ? [] : [{ kind, value }];
  });
  const [choice, ...more] = choices;
  if (choice === undefined || more.length > 0) {
    throw new SubpipeError('bad-usage', 'give one of --pipeline, --signal, --selector and --name', {
      hint: 'for example: wait-for-pipeline --pipeline=e2e-tests',
    });
  }
  const { kind, value } = choice;
  if (kind === 'selector') return { kind, selector: value };
  if (kind === 'name') return { kind, name: value };
  const runId = nonEmpty(flags.runId) ?? nonEmpty(env['PIPELINE_SUB_ID']);
  if (runId === undefined) {
    throw new SubpipeError('bad-usage', 'no run id: --run-id and $PIPELINE_SUB_ID are not set', {
      hint: 'in a run of subpipe every step has PIPELINE_SUB_ID; elsewhere give --run-id, --selector or --name',
    });
  }
  return { kind, name: value, runId: runIdFlag(runId) };
}

/** The namespace to look in; undefined means all. */
export function namespaceOf(flags: WaitFlags, selection: Selection, current: string): string | undefined {
  const namespace = nonEmpty(flags.namespace);
  if (namespace !== undefined && flags.allNamespaces === true) {
    throw new SubpipeError('bad-usage', 'give one of --namespace and --all-namespaces', { hint: 'see --help' });
  }
  if (flags.allNamespaces === true || namespace !== undefined) return namespace;
  // Every child has a namespace of its own.
  return selection.kind === 'pipeline' || selection.kind === 'signal' ? undefined : current;
}
