import { type Exit, type Outcome, OUTCOMES } from './outcome.ts';

/*
 * Every exit code of both programs and what it says; those of outcomes are in outcome.ts. The README's table is
 * generated from EXITS, and no other file has an exit code as a number.
 */

/** Every way in which subpipe itself cannot go on; a failed pipeline or a bad signal is a value, not an error. */
export type ErrorCode =
  | 'bad-usage'
  | 'bad-input'
  | 'conflict'
  | 'not-allowed'
  | 'tekton-missing'
  | 'unreachable'
  | 'api'
  | 'unwritable'
  | 'interrupted';

/** What else can end a program. */
type OtherEnd = 'node-too-old' | 'internal-error' | 'SIGINT' | 'SIGTERM';

const BAD_INPUT: Exit = { exitCode: 2, title: 'BadInput', when: 'bad usage or bad input; nothing was created' };
const UNREACHABLE: Exit = {
  exitCode: 8,
  title: 'Unreachable',
  when: 'no cluster, no answer from it, or no Tekton on it; also a Node that is too old',
};
const TERMINATED: Exit = { exitCode: 143, title: 'Terminated', when: 'SIGTERM; `subpipe run` has cancelled the tree' };

export const EXITS: Readonly<Record<Outcome | ErrorCode | OtherEnd, Exit>> = {
  ...OUTCOMES,
  'bad-usage': BAD_INPUT,
  'bad-input': BAD_INPUT,
  conflict: BAD_INPUT,
  'tekton-missing': UNREACHABLE,
  unreachable: UNREACHABLE,
  api: UNREACHABLE,
  'node-too-old': UNREACHABLE,
  // EX_SOFTWARE of sysexits(3), so that it cannot be taken for a pipeline that failed.
  'internal-error': { exitCode: 70, title: 'InternalError', when: 'a bug in subpipe; please report it' },
  // EX_CANTCREAT
  unwritable: { exitCode: 73, title: 'Unwritable', when: 'a file or folder could not be written' },
  SIGINT: { exitCode: 130, title: 'Interrupted', when: 'SIGINT; `subpipe run` has cancelled the tree' },
  SIGTERM: TERMINATED,
  interrupted: TERMINATED,
};

/** Each once, from the lowest exit code on. */
export function allExits(): readonly Exit[] {
  return [...new Set(Object.values(EXITS))].toSorted((a, b) => a.exitCode - b.exitCode);
}

/** The word for an exit code that no outcome has, such as `Terminated` for 143. */
export function exitTitle(exitCode: number): string {
  return allExits().find((exit) => exit.exitCode === exitCode)?.title ?? `exit code ${exitCode}`;
}
