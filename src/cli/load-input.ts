import path from 'node:path';
import { SubpipeError } from '../errors.ts';
import { type Catalog, catalogProblems, folderCatalog } from '../payload/catalog.ts';
import { type Entry, parseEntry } from '../payload/entry.ts';
import { readText } from '../payload/read-text.ts';

export type Input = { readonly entry: Entry; readonly catalog: Catalog; readonly warnings: readonly string[] };

/**
 * Reads the entry document; its payloads are read when the catalog is asked for them. `file` and `folder` as below.
 *
 * @throws SubpipeError `bad-input` with all problems of the entry document.
 */
export async function openInput(file: string, folder: string | undefined): Promise<Input> {
  const entryFile = folder === undefined ? file : path.resolve(folder, file);
  const source = await readText(entryFile);
  if (!source.ok) throw badInput([`entry document ${source.problem}`]);
  const parsed = parseEntry(entryFile, source.text);
  if (!parsed.ok) throw badInput(parsed.problems);
  const { entry, warnings } = parsed;
  return { entry, catalog: folderCatalog(folder ?? path.dirname(entryFile), entry.mappings), warnings };
}

/**
 * Reads the entry document and every payload that it maps. `file` is relative to the payload folder where one is
 * given; without one, the entry document's own folder is the payload folder.
 *
 * @throws SubpipeError `bad-input` with all problems of all files.
 */
export async function loadInput(file: string, folder: string | undefined): Promise<Input> {
  const input = await openInput(file, folder);
  const { entry, catalog } = input;
  const problems = await catalogProblems(catalog, [...entry.mappings.map(({ pipeline }) => pipeline), entry.pipeline]);
  if (problems.length > 0) throw badInput(problems);
  return input;
}

/** Input that nothing can be made of, with each problem and its place. */
export function badInput(problems: readonly string[]): SubpipeError {
  const many = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  return new SubpipeError('bad-input', `the input has ${many}; nothing was created`, {
    problems,
    hint: 'mend the files that are named and run it again',
  });
}
