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
  // Refused with what to do instead, where `strict` would say no more than that it is unknown.
  key: { type: 'string', hidden: true },
} as const satisfies Record<string, Options>;

export type KeyFlags = FlagsOf<typeof keyOptions>;

const DEFAULT_VARIABLE = 'SUBPIPE_KEY';
const HINT =
  'put the key into a file that only you can read, and give --key-file FILE; or set an environment variable to it, and give --key-env NAME';
/** A key, or a good part of one, where the name of a file or variable should be: it must not be repeated. */
const LIKE_A_KEY = /^\s*[0-9a-fA-F]{32,}\s*$/;
const READABLE_BY_OTHERS = 0o007;

/**
 * The key of encrypted exports, or undefined where none is given: from the file or environment variable that the
 * flags name, else from SUBPIPE_KEY. A variable is taken out of the environment, so no child process gets it.
 *
 * @throws SubpipeError `bad-usage`, `bad-input`, with none of the key in it.
 */
export async function readKey(flags: KeyFlags, { takeEnv }: Terminal, log: Log): Promise<Key | undefined> {
  const byDefault = takeEnv(DEFAULT_VARIABLE);
  const [file, variable] = [nonEmpty(flags.keyFile), nonEmpty(flags.keyEnv)];
  if (flags.key !== undefined) {
    throw new SubpipeError(
      'bad-usage',
      'a key is not taken from the command line: everybody on the machine can read it there',
      {
        hint: `${HINT}; take the key that stood there for known`,
      },
    );
  }
  for (const [flag, value] of Object.entries({ 'key-file': file, 'key-env': variable })) {
    if (value === undefined || !LIKE_A_KEY.test(value)) continue;
    throw new SubpipeError('bad-usage', `--${flag} was given what looks like a key itself`, {
      hint: `${HINT}; take the key that stood there for known`,
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
