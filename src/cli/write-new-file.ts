import { open, rm } from 'node:fs/promises';
import { messageOf, SubpipeError } from '../errors.ts';

const ONLY_OWNER = 0o600;

/**
 * Writes a secret to a new file that only its owner can read. There is no temporary file that an interruption could
 * leave behind; a file that could not be written completely is deleted.
 *
 * @throws SubpipeError `bad-input` where the file exists and `replace` is not set, or where its folder does not exist;
 * `unwritable` where it cannot be written.
 */
export async function writeNewFile(
  file: string,
  bytes: Uint8Array,
  options: { readonly replace: boolean },
): Promise<void> {
  let isOurs = false;
  try {
    // Deleted first: an existing file would keep its mode and its links, and programs that have it open could read it.
    if (options.replace) await rm(file, { force: true });
    const handle = await open(file, 'wx', ONLY_OWNER);
    isOurs = true;
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (isOurs) await rm(file, { force: true });
    throw refusal(file, error);
  }
}

function refusal(file: string, error: unknown): SubpipeError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EEXIST') {
    return new SubpipeError('bad-input', `${file}: is there already`, {
      hint: 'write elsewhere with -o, or give --force',
    });
  }
  if (code === 'ENOENT') {
    return new SubpipeError('bad-input', `${file}: its folder is not there`, {
      hint: 'make the folder, or write elsewhere with -o',
    });
  }
  const why = code === 'EACCES' || code === 'EPERM' ? 'this user may not write there' : messageOf(error);
  return new SubpipeError('unwritable', `${file}: cannot be written: ${why}`, { hint: 'write elsewhere with -o' });
}
