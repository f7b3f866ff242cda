import path from 'node:path';
import type { Key } from '../crypto/key.ts';
import { catalogProblems, folderCatalog } from '../payload/catalog.ts';
import { resolveInside } from '../payload/read-text.ts';
import { badInput, filesOf } from './bad-input.ts';
import type { Input } from './load-input.ts';

/**
 * Reads one payload that is to be run alone, with no entry document. `file` is relative to the payload folder where
 * one is given; without one, its own folder is the payload folder. What its tasks signal are files of that folder.
 *
 * @throws SubpipeError `bad-input` with all problems.
 */
export async function loadPayload(
  file: string,
  folder: string | undefined,
  options: { readonly key: Key | undefined },
): Promise<Input> {
  const [payloads, name] = folder === undefined ? [path.dirname(file), path.basename(file)] : [folder, file];
  const resolved = await resolveInside(payloads, name);
  if (!resolved.ok) throw badInput([`payload ${resolved.problem}${await filesOf(payloads)}`]);
  const catalog = folderCatalog(payloads, [], options);
  const problems = await catalogProblems(catalog, [name]);
  if (problems.length > 0) throw badInput(problems);
  return { entry: { pipeline: name, params: [], mappings: [] }, catalog, warnings: [] };
}
