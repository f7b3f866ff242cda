import path from 'node:path';
import { SubpipeError } from '../errors.ts';
import { type Catalog, catalogNotices, catalogProblems, folderCatalog } from '../payload/catalog.ts';
import { type Entry, parseEntry } from '../payload/entry.ts';
import { readText } from '../payload/read-text.ts';
import { type MainChoice, withMainChoice } from './main-choice.ts';

export type Input = { readonly entry: Entry; readonly catalog: Catalog; readonly warnings: readonly string[] };

/**
 * Reads the entry document and every payload that it maps. `file` is relative to the payload folder where one is
 * given; without one, the entry document's own folder is the payload folder. `choice` adds to what the document says
 * of the main pipeline.
 *
 * @throws SubpipeError `bad-input` with all problems of all files.
 */
export async function loadInput(file: string, folder: string | undefined, choice: MainChoice): Promise<Input> {
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
  const payloads = folder ?? path.dirname(entryFile);
  const entry = await withMainChoice(parsed.entry, choice, payloads);
  const catalog = folderCatalog(payloads, entry.mappings);
  const names = [...entry.mappings.map(({ pipeline }) => pipeline), entry.pipeline];
  const problems = await catalogProblems(catalog, names);
  if (problems.length > 0) throw refuse(problems);
  return { entry, catalog, warnings: [...parsed.warnings, ...(await catalogNotices(catalog, names))] };
}
