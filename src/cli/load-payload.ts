import path from 'node:path';
import { folderCatalog } from '../payload/catalog.ts';
import { resolveInside } from '../payload/read-text.ts';
import { badInput, filesOf } from './bad-input.ts';
import { checkedNotices, type Input, type InputOptions } from './load-input.ts';
import { withMainChoice } from './main-choice.ts';

/**
 * Reads one payload that is to be run alone, with no entry document. `file` is relative to the payload folder where
 * one is given; without one, its own folder is the payload folder. What its tasks signal are files of that folder.
 *
 * @throws SubpipeError `bad-input` with all problems.
 */
export async function loadPayload(file: string, folder: string | undefined, options: InputOptions): Promise<Input> {
  const [payloads, name] = folder === undefined ? [path.dirname(file), path.basename(file)] : [folder, file];
  const resolved = await resolveInside(payloads, name);
  if (!resolved.ok) throw badInput([`payload ${resolved.problem}${await filesOf(payloads)}`]);
  const entry = await withMainChoice({ pipeline: name, params: [], mappings: [] }, options.choice, payloads);
  const catalog = folderCatalog(payloads, entry.mappings, options);
  return { entry, catalog, warnings: await checkedNotices(catalog, [name]) };
}
