import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, SubpipeError } from '../errors.ts';

/**
 * Writes texts as files of a folder, which is made if it does not exist.
 *
 * @throws SubpipeError `unwritable` with the path and the reason.
 */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await writing(folder, mkdir(folder, { recursive: true }));
  await Promise.all(
    Object.entries(files).map(([name, text]) => {
      const file = path.join(folder, name);
      return writing(file, writeFile(file, text));
    }),
  );
}

async function writing(file: string, written: Promise<unknown>): Promise<void> {
  try {
    await written;
  } catch (error) {
    throw new SubpipeError('unwritable', `${file} cannot be written: ${messageOf(error)}`, {
      hint: 'give a folder that this step may write to, such as one of a workspace, and that has room',
      cause: error,
    });
  }
}
