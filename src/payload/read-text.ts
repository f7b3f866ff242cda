import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../errors.ts';

/** Exports of large pipelines are a few hundred kB; anything near this is a mistake or an attack. */
export const MAX_FILE_BYTES = 32 * 1024 * 1024;

export type TextResult =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: string };

/** Reads a UTF-8 file, without its byte order mark. */
export async function readText(file: string): Promise<TextResult> {
  const fail = (problem: string): TextResult => ({ ok: false, problem: `${file}: ${problem}` });
  let bytes: Buffer;
  try {
    const facts = await stat(file);
    if (facts.isDirectory()) return fail('is a folder, not a file');
    if (!facts.isFile()) return fail('is not a regular file');
    if (facts.size > MAX_FILE_BYTES) return fail(`is ${facts.size} bytes, the limit is ${MAX_FILE_BYTES}`);
    bytes = await readFile(file);
  } catch (error) {
    return fail(reasonOf(error));
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return fail('is UTF-16; save it as UTF-8');
  }
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return fail('is not UTF-8 text');
  }
}

/** True for a folder; false for anything else, one that is not there included. */
export async function isFolder(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined))?.isDirectory() === true;
}

/**
 * The path of a file named in an entry document or a signal. Names are relative to the payload folder; whatever
 * resolves outside of it, by `..`, as an absolute path or through a symlink, is refused.
 */
export async function resolveInside(folder: string, name: string): Promise<TextResult> {
  const fail = (problem: string): TextResult => ({ ok: false, problem });
  const outside = `${name}: is outside of the payload folder ${folder}; only files inside of it may be named`;
  if (name.includes('\0')) return fail(`${JSON.stringify(name)}: is not a file name`);
  const wanted = path.resolve(folder, name);
  if (path.isAbsolute(name) || !isInside(path.resolve(folder), wanted)) return fail(outside);
  try {
    const [root, real] = [await realpath(folder), await realpath(wanted)];
    return isInside(root, real) ? { ok: true, text: wanted } : fail(outside);
  } catch (error) {
    return fail(`${wanted}: ${reasonOf(error)}`);
  }
}

function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  // A ConfigMap volume keeps its files in a folder `..2026_11_20...`: two dots alone do not lead out.
  const leadsOut = relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
  return relative !== '' && !leadsOut;
}

function reasonOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'no such file';
  if (code === 'EACCES') return 'not readable by this user';
  if (code === 'ELOOP') return 'is a symlink that leads to itself';
  return messageOf(error);
}
