import path from 'node:path';
import { resolveInside } from '../payload/read-text.ts';
import { badInput, filesOf } from './bad-input.ts';
import { checkFiles, type Input, type InputOptions } from './load-input.ts';

/**
 * Reads one payload, a file or a folder, that is to be run alone, with no entry document. `file` is relative to the payload folder where
 * one is given; without one, its own folder is the payload folder. What its tasks signal are files of that folder.
 *
 * @throws SubpipeError `bad-input` with all problems.
 */
export async function loadPayload(file: string, folder: string | undefined, options: InputOptions): Promise<Input> {
  // `.` is a folder with a listener like others, and has a name.
  const named = /(^|[/\\])\.{0,2}$/.test(file) ? path.resolve(file) : file;
  const [payloads, name] = folder === undefined ? [path.dirname(named), path.basename(named)] : [folder, file];
  const resolved = await resolveInside(payloads, name);
  if (!resolved.ok) throw badInput([`payload ${resolved.problem}${await filesOf(payloads)}`]);
  return checkFiles({ pipeline: name, params: [], mappings: [] }, payloads, options);
}
