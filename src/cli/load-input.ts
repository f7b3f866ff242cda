import path from 'node:path';
import { SubpipeError } from '../errors.ts';
import { type Catalog, catalogProblems, folderCatalog } from '../payload/catalog.ts';
import { type Entry, parseEntry } from '../payload/entry.ts';
import { readText } from '../payload/read-text.ts';

export type Input = { readonly entry: Entry; readonly catalog: Catalog; readonly warnings: readonly string[] };

/**
 * Reads the entry document and every payload that it maps. `file` is relative to the payload folder where one is
 * given; without one, the entry document's own folder is the payload folder.
 *
 * @throws SubpipeError `bad-input` with all problems of all files.
 */
export async function loadInput(file: string, folder: string | undefined): Promise<Input> {
  const entryFile = folder === undefined ? file : path.resolve(folder, file);
  const refuse = (problems: readonly string[]) =>
    new SubpipeError(
      'bad-input',
      `the input has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}; nothing was created`,
      {
        problems,
        hint: 'mend the files that are named and run it again',
      },
    );
  const source = await readText(entryFile);
  if (!source.ok) throw refuse([`entry document ${source.problem}`]);
  const parsed = parseEntry(entryFile, source.text);
  if (!parsed.ok) throw refuse(parsed.problems);
  const { entry, warnings } = parsed;
  const catalog = folderCatalog(folder ?? path.dirname(entryFile), entry.mappings);
  const problems = await catalogProblems(catalog, [...entry.mappings.map(({ pipeline }) => pipeline), entry.pipeline]);
  if (problems.length > 0) throw refuse(problems);
  return { entry, catalog, warnings };
}
