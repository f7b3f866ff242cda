import path from 'node:path';
import type { Key } from '../crypto/key.ts';
import { type Catalog, catalogProblems, folderCatalog } from '../payload/catalog.ts';
import { type Entry, parseEntry } from '../payload/entry.ts';
import { readText } from '../payload/read-text.ts';
import { badInput, filesOf } from './bad-input.ts';

export type Input = { readonly entry: Entry; readonly catalog: Catalog; readonly warnings: readonly string[] };

/**
 * Reads the entry document and every payload that it maps. `file` is relative to the payload folder where one is
 * given; without one, the entry document's own folder is the payload folder.
 *
 * @throws SubpipeError `bad-input` with all problems of all files.
 */
export async function loadInput(
  file: string,
  folder: string | undefined,
  options: { readonly key: Key | undefined },
): Promise<Input> {
  const entryFile = folder === undefined ? file : path.resolve(folder, file);
  const source = await readText(entryFile);
  if (!source.ok) {
    if (!source.problem.endsWith(': no such file')) throw badInput([`entry document ${source.problem}`]);
    const others = await filesOf(path.dirname(entryFile));
    throw badInput([`entry document ${source.problem}${others}`], NO_ENTRY_HINT);
  }
  const parsed = parseEntry(entryFile, source.text);
  if (!parsed.ok) throw badInput(parsed.problems);
  const { entry, warnings } = parsed;
  const catalog = folderCatalog(folder ?? path.dirname(entryFile), entry.mappings, options);
  const problems = await catalogProblems(catalog, [...entry.mappings.map(({ pipeline }) => pipeline), entry.pipeline]);
  if (problems.length > 0) throw badInput(problems);
  return { entry, catalog, warnings };
}

const NO_ENTRY_HINT = 'name the entry document; a payload that is to run alone is named with --payload FILE';
