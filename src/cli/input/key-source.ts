import { stat } from 'node:fs/promises';
import type { Options } from 'yargs';
import type { FlagsOf } from '../command.ts';
import { type Key, parseKey } from '../../crypto/key.ts';
import { SubpipeError } from '../../errors.ts';
import { readText } from '../../input/text/read-text.ts';
import type { Log } from '../../core/log.ts';
import { nonEmpty } from '../../core/text.ts';
import type { Terminal } from '../../process/terminal.ts';

/** Where the key of encrypted exports comes from. There is no flag that takes the key itself. */
export const keyOptions = {
  'key-file': { type: 'string', describe: 'file with the key of encrypted payloads, 64 hex digits' },
  'key-env': { type: 'string', describe: 'environment variable with that key; default: SUBPIPE_KEY' },
  // Declared so that it is refused with a hint what to do instead; yargs would only call it unknown.
  key: { type: 'string', hidden: true },
} as const satisfies Record<string, Options>;

export type KeyFlags = FlagsOf<typeof keyOptions>;

const DEFAULT_VARIABLE = 'SUBPIPE_KEY';
const HINT =
  'put the key into a file that only you can read, and give --key-file FILE; or set an environment variable to it, and give --key-env NAME';
/**
 * Matches a key, or a good part of one, given where the name of a file or variable should be. No message repeats it.
 */
const LIKE_A_KEY = /^\s*[0-9a-fA-F]{32,}\s*$/;
const READABLE_BY_OTHERS = 0o007;

/**
 * The key of encrypted exports, or undefined where none is given: from the file or environment variable that the
 * flags name, else from SUBPIPE_KEY. A variable is removed from the environment, so that no child process gets it.
 *
 * @throws SubpipeError `bad-usage` for wrong flags, `bad-input` for a missing or wrong key; no part of a key is in it.
 */
export async function readKey(flags: KeyFlags, { takeEnv }: Terminal, log: Log): Promise<Key | undefined> {
  const byDefault = takeEnv(DEFAULT_VARIABLE);
  const [file, variable] = [nonEmpty(flags.keyFile), nonEmpty(flags.keyEnv)];
  if (flags.key !== undefined) {
    throw new SubpipeError(
      'bad-usage',
      'a key is not taken from the command line: everybody on the machine can read it there',
      {
        hint: `${HINT}; do not use that key any more: others may have seen it`,
      },
    );
  }
  for (const [flag, value] of Object.entries({ 'key-file': file, 'key-env': variable })) {
    if (value === undefined || !LIKE_A_KEY.test(value)) continue;
    throw new SubpipeError('bad-usage', `--${flag} was given what looks like a key itself`, {
      hint: `${HINT}; do not use that key any more: others may have seen it`,
    });
  }
  if (file !== undefined && variable !== undefined) {
    throw new SubpipeError('bad-usage', 'give one of --key-file FILE and --key-env NAME', { hint: 'see --help' });
  }
  if (file !== undefined) return keyOfFile(file, log);
  if (variable === DEFAULT_VARIABLE || (variable === undefined && nonEmpty(byDefault) !== undefined)) {
    return keyOfVariable(DEFAULT_VARIABLE, byDefault);
  }
  return variable === undefined ? undefined : keyOfVariable(variable, takeEnv(variable));
}

async function keyOfFile(file: string, log: Log): Promise<Key> {
  const source = await readText(file);
  if (!source.ok) throw new SubpipeError('bad-input', `key file ${source.problem}`, { hint: HINT });
  const key = keyOfText(`key file ${file}`, source.text);
  const { mode } = await stat(file);
  if ((mode & READABLE_BY_OTHERS) !== 0) {
    log.warn('key-file-open', `key file ${file} can be read by every user of this machine; chmod 600 it`);
  }
  return key;
}

function keyOfVariable(name: string, value: string | undefined): Key {
  if (value === undefined) {
    throw new SubpipeError('bad-input', `environment variable ${name} is not set`, { hint: HINT });
  }
  return keyOfText(`environment variable ${name}`, value);
}

function keyOfText(title: string, text: string): Key {
  const parsed = parseKey(text);
  if (parsed.ok) return parsed.key;
  throw new SubpipeError('bad-input', `${title} ${parsed.problem}`, {
    hint: 'the key is the value of the secure property localrun_aes_key, as it was when the pipeline was exported',
  });
}
