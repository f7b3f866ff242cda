import { constants } from 'node:fs';
import { open, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { isObject } from '../../core/json.ts';
import { messageOf } from '../../errors.ts';

/**
 * Exports of large pipelines are a few hundred kB; a file near this size is a mistake or an attack. The worst JSON of
 * this size is read with 256 MB of memory (test/corpus).
 */
export const MAX_FILE_BYTES = 8 * 1024 * 1024;

export type TextResult =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false;
      /** True where there is no such file; false where it cannot be read, or is not text. */
      readonly isMissing: boolean;
      readonly problem: string;
    };

export type PathResult =
  { readonly ok: true; readonly path: string } | { readonly ok: false; readonly problem: string };

/** Reads a UTF-8 file, without its byte order mark. */
export async function readText(file: string): Promise<TextResult> {
  const fail = (problem: string): TextResult => ({ ok: false, isMissing: false, problem: `${file}: ${problem}` });
  const read = await readBytes(file);
  if (!read.ok) return { ...read, problem: `${file}: ${read.problem}` };
  const { bytes } = read;
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return fail('is UTF-16; save it as UTF-8');
  }
  if (bytes.includes(0)) return fail('holds NUL bytes: it is binary, or UTF-16; text must be UTF-8');
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return fail('is not UTF-8 text');
  }
}

/** True for a folder; false for anything else, and where nothing has that name. */
export async function isFolder(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined))?.isDirectory() === true;
}

type Failed = Extract<TextResult, { ok: false }>;
type BytesResult = { readonly ok: true; readonly bytes: Buffer } | Failed;

/**
 * Reads a file. It is checked after it was opened, so that it cannot be replaced in between; a pipe is refused, not
 * waited for.
 */
async function readBytes(file: string): Promise<BytesResult> {
  const fail = (problem: string): BytesResult => ({ ok: false, isMissing: false, problem });
  try {
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const facts = await handle.stat();
      if (facts.isDirectory()) return fail('is a folder, not a file');
      if (!facts.isFile()) return fail('is not a regular file');
      if (facts.size > MAX_FILE_BYTES) return fail(`is ${facts.size} bytes, the limit is ${MAX_FILE_BYTES}`);
      return { ok: true, bytes: await handle.readFile() };
    } finally {
      await handle.close();
    }
  } catch (error) {
    return failureOf(error);
  }
}

/**
 * The path of a file named in an entry document or a signal. Names are relative to the payload folder; a name that
 * leads outside it, by `..`, as an absolute path or through a symlink, is refused.
 */
export async function resolveInside(folder: string, name: string): Promise<PathResult> {
  const fail = (problem: string): PathResult => ({ ok: false, problem });
  const outside = `${name}: is outside the payload folder ${folder}; only files within it may be named`;
  if (name.includes('\0')) return fail(`${JSON.stringify(name)}: is not a file name`);
  const wanted = path.resolve(folder, name);
  if (path.isAbsolute(name) || !isInside(path.resolve(folder), wanted)) return fail(outside);
  try {
    const [root, real] = [await realpath(folder), await realpath(wanted)];
    return isInside(root, real) ? { ok: true, path: wanted } : fail(outside);
  } catch (error) {
    return fail(`${wanted}: ${failureOf(error).problem}`);
  }
}

function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  // A ConfigMap volume keeps its files in a folder `..2026_11_20...`: two dots alone do not lead out.
  const leadsOut = relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
  return relative !== '' && !leadsOut;
}

function failureOf(error: unknown): Failed {
  const code = isObject(error) ? error['code'] : undefined;
  return { ok: false, isMissing: code === 'ENOENT', problem: reasonOf(code) ?? messageOf(error) };
}

function reasonOf(code: unknown): string | undefined {
  if (code === 'ENOENT') return 'no such file';
  if (code === 'EACCES') return 'not readable by this user';
  if (code === 'ELOOP') return 'is a symlink that leads to itself';
  if (code === 'ENXIO') return 'is not a regular file';
  if (code === 'ENAMETOOLONG') return 'is too long for a file name';
  return undefined;
}
