import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Options, PositionalOptions } from 'yargs';
import { command, type FlagsOf } from '../command.ts';
import { isObject, type JsonObject } from '../../core/json.ts';
import { decryptExport, type Decrypted, looksEncrypted } from '../../crypto/decrypt-export.ts';
import { SubpipeError } from '../../errors.ts';
import { MAX_FILE_BYTES, readText } from '../../input/text/read-text.ts';
import { openLog } from '../../report/log.ts';
import { keyOptions, readKey } from '../input/key-source.ts';
import { nonEmpty } from '../../core/text.ts';
import type { Terminal } from '../../process/terminal.ts';
import { writeNewFile } from '../write-new-file.ts';

const decryptArgument = {
  file: { type: 'string', demandOption: true, describe: 'encrypted export' },
} as const satisfies Record<string, PositionalOptions>;

const decryptOptions = {
  ...keyOptions,
  output: {
    type: 'string',
    alias: 'o',
    requiresArg: true,
    describe: 'file or folder to write to, - for stdout; default: <metadata.name>.json here',
  },
  force: { type: 'boolean', default: false, describe: 'replace a file that is there' },
} as const satisfies Record<string, Options>;

type DecryptFlags = FlagsOf<typeof decryptArgument & typeof decryptOptions>;

/** `subpipe decrypt`: the plaintext of an encrypted export, byte for byte, in a file that only its owner can read. */
export function decryptCommand(terminal: Terminal) {
  return command({
    command: 'decrypt <file>',
    describe: 'decrypt an exported payload',
    builder: (yargs) => yargs.positional('file', decryptArgument.file).options(decryptOptions),
    handler: (flags) => decrypt(flags, terminal),
  });
}

async function decrypt(flags: DecryptFlags, terminal: Terminal): Promise<void> {
  const log = await openLog({ level: 'info', pretty: terminal.interactive });
  const key = await readKey(flags, terminal, log);
  if (key === undefined) {
    throw new SubpipeError('bad-usage', 'no key given', {
      hint: 'give --key-file FILE or --key-env NAME, or set SUBPIPE_KEY',
    });
  }
  const refuse = (problem: string, hint: string) => new SubpipeError('bad-input', problem, { hint });
  const source = await readText(flags.file);
  if (!source.ok) throw refuse(source.problem, 'name an encrypted export');
  if (/^\s*[{[]/.test(source.text)) {
    throw refuse(`${flags.file}: is not encrypted`, 'it can be used as it is');
  }
  const result = decryptExport(source.text, { key, maxBytes: MAX_FILE_BYTES });
  if (!result.ok) {
    const hint = looksEncrypted(source.text)
      ? 'look for the key that it was exported with, or for another copy of the file'
      : 'an encrypted export is base64 text that begins with H4sI';
    throw refuse(`${flags.file}: ${result.problem}`, hint);
  }
  const output = nonEmpty(flags.output);
  if (output === '-') {
    terminal.write(result.decrypted.bytes);
    return;
  }
  const file = await outputFile(output, result.decrypted);
  await writeNewFile(file, result.decrypted.bytes, { replace: flags.force });
  log.info('decrypted', `wrote ${file}`);
}

/** The file of --output; else `<metadata.name>.json`, as the old helper named it, in the folder of --output or here. */
async function outputFile(output: string | undefined, { exported }: Decrypted): Promise<string> {
  const isFolder =
    output === undefined ||
    /[/\\]$/.test(output) ||
    (await stat(output).catch(() => undefined))?.isDirectory() === true;
  if (!isFolder) return output;
  const name = nameOf(exported);
  // The name comes from the export, so it must be that of a file in the folder, without a path.
  if (name === undefined || !/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/.test(name)) {
    throw new SubpipeError('bad-input', 'the export has no metadata.name that can be the name of a file', {
      hint: 'name the file to write to with -o FILE',
    });
  }
  return path.join(output ?? '', `${name}.json`);
}

function nameOf(exported: JsonObject): string | undefined {
  const { metadata } = exported;
  return isObject(metadata) && typeof metadata['name'] === 'string' ? metadata['name'] : undefined;
}
