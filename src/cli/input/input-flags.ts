import path from 'node:path';
import type { Options, PositionalOptions } from 'yargs';
import type { Target } from '../../core/target/target.ts';
import type { FlagsOf } from '../command.ts';
import { SubpipeError } from '../../errors.ts';
import type { Log } from '../../core/log.ts';
import { keyOptions, readKey } from './key-source.ts';
import { type Input, type InputOptions, openEntry, openPayload } from './open-input.ts';
import { mainChoice, listenerOptions } from './listener-flags.ts';
import { nonEmpty } from '../../core/text.ts';
import { targetOf, targetOptions } from './target-options.ts';
import type { Terminal } from '../../process/terminal.ts';

/** What `run`, `validate` and `plan` have in common: what to run, and how it is adapted to the cluster. */
export const inputOptions = {
  payloads: {
    type: 'string',
    requiresArg: true,
    describe: 'payload folder; default: the folder of the entry document',
  },
  payload: { type: 'string', describe: 'one payload alone, without an entry document' },
  ...keyOptions,
  ...listenerOptions,
  ...targetOptions,
} as const satisfies Record<string, Options>;

export const entryArgument = {
  entry: {
    type: 'string',
    describe: 'entry document (JSON or YAML); relative to --payloads where that is given',
  },
} as const satisfies Record<string, PositionalOptions>;

export type InputFlags = FlagsOf<typeof entryArgument & typeof inputOptions>;

/**
 * The input that the flags name; its payloads are not read yet. With a payload folder alone, it is its entry.json.
 *
 * @throws SubpipeError `bad-usage`, or `bad-input` with all problems of the entry document.
 */
export async function openInput(flags: InputFlags, terminal: Terminal, log: Log): Promise<Input> {
  const [entry, payload, folder] = [nonEmpty(flags.entry), nonEmpty(flags.payload), nonEmpty(flags.payloads)];
  if (entry !== undefined && payload !== undefined) {
    throw new SubpipeError('bad-usage', 'give an entry document or --payload FILE, not both', {
      hint: 'with --payload, that payload is taken alone and no entry document is read',
    });
  }
  if (entry === undefined && payload === undefined && folder === undefined) {
    throw new SubpipeError('bad-usage', 'no entry document given', {
      hint: 'for example: subpipe run payloads/entry.json; one payload alone: --payload FILE',
    });
  }
  const options: InputOptions = { key: await readKey(flags, terminal, log), choice: mainChoice(flags) };
  if (payload !== undefined) return openPayload(payload, folder, options);
  const file = entry ?? 'entry.json';
  return openEntry(folder === undefined ? file : path.resolve(folder, file), folder, options);
}

/** The target of the entry document, with the flags over it. */
export function targetOfInput({ entry }: Input, flags: InputFlags): Target {
  return targetOf(entry.target ?? {}, flags);
}
