import type { ErrorCode } from './exit-codes.ts';

/*
 * The closed registry of log codes, which docs/log-codes.md is generated from. Every line of the log has one of these
 * codes, for scripts to match on, at the level and with the facts that are declared here; what does not agree does not
 * compile (core/log.ts).
 */

export type LineLevel = 'info' | 'warn' | 'error';

/** The types of facts; a fact whose type has a `?` is absent where there is nothing to say. */
export type FactValues = { readonly string: string; readonly number: number; readonly 'string[]': readonly string[] };
type FactTypes = Readonly<Record<string, keyof FactValues | `${keyof FactValues}?`>>;

/**
 * `meaning` is half a sentence, without a period. A code for how something ended has two levels: `info` for success.
 */
type Entry = { readonly levels: readonly LineLevel[]; readonly meaning: string; readonly facts: FactTypes };

function entry<const Level extends LineLevel>(...levels: readonly Level[]) {
  return <const Facts extends FactTypes>(meaning: string, facts: Facts) => ({ levels, meaning, facts });
}

const info = entry('info');
const warn = entry('warn');
const error = entry('error');
const byOutcome = entry('info', 'error');

const LAUNCH = { pipeline: 'string', signal: 'string?', by: 'string?' } as const;
const HINT = { hint: 'string?' } as const;
const SERVER = { objects: 'number', namespace: 'string', cluster: 'string' } as const;

const RUN_CODES = {
  'run-starting': info('the input is fine and the cluster answers: main is about to be launched', {
    runId: 'string',
    pipeline: 'string',
    cluster: 'string',
  }),
  'run-launched': info('a run was created: main, or the child that a signal asked for', { run: 'string', ...LAUNCH }),
  'run-adopted': info('a run that an earlier process of the same run id created goes on', { run: 'string', ...LAUNCH }),
  'run-progress': info('how far a run is: tasks done of all tasks, what runs now, or why nothing can run yet', {
    run: 'string',
    pipeline: 'string?',
    signal: 'string?',
    state: 'string?',
    done: 'number?',
    total: 'number?',
    running: 'string[]?',
  }),
  'run-ended': byOutcome('a run of the tree, or one that is waited for, has ended; a wait says so at `info`', {
    run: 'string',
    outcome: 'string',
    pipeline: 'string?',
    signal: 'string?',
    message: 'string?',
  }),
  'task-failed': error('a task failed, with its step and the command that shows its log', {
    run: 'string',
    task: 'string',
    taskRun: 'string',
    reason: 'string',
    message: 'string',
    step: 'string?',
    exitCode: 'number?',
    pod: 'string?',
    container: 'string?',
    logs: 'string?',
  }),
  'step-log': error('the last lines of a step that failed', { lines: 'string[]' }),
  'launch-rejected': error('a signal could not be launched, and why; everything else goes on', {
    ...LAUNCH,
    ...HINT,
  }),
  'launch-deleted': error('the run of a launch was deleted before anybody saw how it ended', LAUNCH),
  'signal-warning': warn('something is wrong about a signal, which is launched all the same', {}),
  'override-missed': warn('an override hits nothing in its payload, and was left out', {}),
  'action-postponed': warn('the API server does not answer; what was to be done is done later', {}),
  'action-refused': warn('the API server refuses what was to be done; it is decided anew', {}),
  'deadline-passed': warn('the --timeout of the run has passed: every run is cancelled', {}),
  stopping: warn('SIGTERM or SIGINT came: every run is cancelled', {}),
  'run-cancelling': info('a run is being cancelled', { run: 'string' }),
  'runs-unfinished': error('cancelled runs have not ended in time; `show` lists them', { show: 'string' }),
  recorded: info('how every run ended is kept in a ConfigMap; `show` prints it', { show: 'string' }),
  'record-failed': warn('that record could not be written; it changes no outcome', {}),
  'cleaned-up': info('namespaces of the tree were deleted, as --cleanup says', {
    policy: 'string',
    namespaces: 'string[]',
  }),
  'clean-up-failed': warn('something of the run is left in the cluster; `show` lists it', { show: 'string' }),
  'run-finished': byOutcome('the whole tree has ended; the last line of `subpipe run`', {
    outcome: 'string',
    runId: 'string',
    runs: 'number',
  }),
  'bootstrap-ended': error('the run that `subpipe watch` follows did not succeed, with the last lines of its log', {
    exitCode: 'number',
    lines: 'string[]',
  }),
} satisfies Readonly<Record<string, Entry>>;

const WAIT_CODES = {
  waiting: info('a wait begins', { namespace: 'string', expect: 'number', timeout: 'string' }),
  'still-waiting': info('nothing has changed for a minute', {}),
  'wait-ended': byOutcome('the wait is over; the last line of `wait-for-pipeline`', {
    outcome: 'string',
    runs: 'string[]',
  }),
  outside: info('this is no emergency run: nothing is waited for', {}),
  'progress-limited': warn('tasks cannot be read: progress is reported without them', HINT),
  'logs-limited': warn('logs cannot be read: some or all of them are not printed', HINT),
  'results-left-out': warn('results of the run are too large for a result of the step', { hint: 'string' }),
} satisfies Readonly<Record<string, Entry>>;

const INPUT_CODES = {
  'input-problem': error('the entry document, a payload or a flag is wrong, with its place; one line for each', {}),
  'input-warning': warn('something in the entry document or in a payload is worth a look', {}),
  'payload-problem': warn('a mistake in a payload that a run may survive; `subpipe validate` lists them all', {}),
  'target-applied': info('what the target, of the entry document or of flags, changed', { pipeline: 'string' }),
  'target-warning': warn('what the target could not change, or may break', { pipeline: 'string' }),
  'not-checked': warn('what could not be checked', {}),
  'key-file-open': warn('every user of this machine can read the key file', {}),
  'server-accepted': info('`plan --server`: the API server takes every object', SERVER),
  'server-refused': error(
    '`plan --server`: one line for each object that is refused, then one that counts the others',
    {
      objects: 'number?',
      namespace: 'string?',
      cluster: 'string?',
    },
  ),
  exported: info('the export is written', { objects: 'number', secrets: 'number' }),
  'export-lacks': warn('something is missing in an export that was made with --partial', {}),
  'export-notice': warn('something about the export is worth a look', {}),
  decrypted: info('the decrypted export is written', {}),
} satisfies Readonly<Record<string, Entry>>;

const CLUSTER_CODES = {
  'api-retrying': warn('the API server does not answer; the call is being repeated', {}),
  'watch-polling': warn('watching is not allowed: the collection is listed again and again instead', {}),
  'watch-broken': warn('a watch was lost in an unusual way and is being set up anew', {}),
  'watch-failed': warn('a collection has stopped keeping itself up to date, and why', {}),
} satisfies Readonly<Record<string, Entry>>;

const ERROR_CODES = {
  'bad-usage': error('a flag or an argument is wrong', HINT),
  'bad-input': error('the input is wrong: the lines `input-problem` before it say what; nothing was created', HINT),
  conflict: error('an object of that name exists and belongs to somebody else', HINT),
  'not-allowed': error('permissions are missing; where they are listed, one line for each before the last', {
    ...HINT,
    objects: 'number?',
    namespace: 'string?',
    cluster: 'string?',
  }),
  'tekton-missing': error('the cluster has no Tekton, or one that is too old', HINT),
  unreachable: error('no cluster is known, or its API server does not answer', HINT),
  api: error('the API server cannot do what it was asked', HINT),
  unwritable: error('a file or folder cannot be written: which, and why', HINT),
  interrupted: warn('SIGTERM or SIGINT ended the program', {}),
} satisfies Readonly<Record<ErrorCode, Entry>>;

const BUG_CODES = {
  'internal-error': error('this is a bug in subpipe; please report it with its stack', { error: 'string' }),
} satisfies Readonly<Record<string, Entry>>;

export const LOG_CODES = {
  ...RUN_CODES,
  ...WAIT_CODES,
  ...INPUT_CODES,
  ...CLUSTER_CODES,
  ...ERROR_CODES,
  ...BUG_CODES,
};

/** The codes that the Kubernetes layer reports with. */
export type NoticeCode = keyof typeof CLUSTER_CODES;

/** All codes in groups, by the title of each, for docs/log-codes.md. */
export const LOG_CODE_GROUPS: Readonly<Record<string, Readonly<Record<string, Entry>>>> = {
  'A run and its tree': RUN_CODES,
  'A wait': WAIT_CODES,
  'Input, plan and export': INPUT_CODES,
  'The connection to the cluster': CLUSTER_CODES,
  'Why a program ended early': { ...ERROR_CODES, ...BUG_CODES },
};
