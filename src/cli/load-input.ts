import path from 'node:path';
import { SubpipeError } from '../errors.ts';
import {
  type Catalog,
  catalogNotices,
  catalogProblems,
  folderCatalog,
  type Found,
  isRefMapping,
  refCatalog,
} from '../payload/catalog.ts';
import { type Entry, parseEntry, type RefMapping } from '../payload/entry.ts';
import { readText } from '../payload/read-text.ts';
import { type MainChoice, withMainChoice } from './main-choice.ts';

export type Input = { readonly entry: Entry; readonly catalog: Catalog; readonly warnings: readonly string[] };

/**
 * Reads the entry document and every file that it maps; what lives in the cluster is not looked up yet. `file` is relative to the payload folder where one is
 * given; without one, the entry document's own folder is the payload folder. `choice` adds to what the document says
 * of the main pipeline.
 *
 * @throws SubpipeError `bad-input` with all problems of all files.
 */
export async function loadInput(file: string, folder: string | undefined, choice: MainChoice): Promise<Input> {
  const entryFile = folder === undefined ? file : path.resolve(folder, file);
  const source = await readText(entryFile);
  if (!source.ok) throw refusal([`entry document ${source.problem}`]);
  const parsed = parseEntry(entryFile, source.text);
  if (!parsed.ok) throw refusal(parsed.problems);
  const payloads = folder ?? path.dirname(entryFile);
  const entry = await withMainChoice(parsed.entry, choice, payloads);
  const catalog = folderCatalog(payloads, entry.mappings);
  const refs = new Set(refMappings(entry).map(({ pipeline }) => pipeline));
  const names = [...entry.mappings.map(({ pipeline }) => pipeline), entry.pipeline].filter((name) => !refs.has(name));
  return { entry, catalog, warnings: [...parsed.warnings, ...(await checkedNotices(catalog, names))] };
}

/**
 * The input with the Pipelines of the cluster that it maps, each looked up and checked.
 *
 * @throws SubpipeError `bad-input` with all problems of all of them.
 */
export async function withClusterPipelines(
  { entry, catalog: files, warnings }: Input,
  lookUp: (mapping: RefMapping) => Promise<Found>,
): Promise<Input> {
  const refs = refMappings(entry);
  if (refs.length === 0) return { entry, catalog: files, warnings };
  const catalog = refCatalog(files, refs, lookUp);
  const notices = await checkedNotices(
    catalog,
    refs.map(({ pipeline }) => pipeline),
  );
  return { entry, catalog, warnings: [...warnings, ...notices] };
}

/** Those of the mappings that stand for Pipelines of the cluster. */
export function refMappings({ mappings }: Entry): readonly RefMapping[] {
  return mappings.filter(isRefMapping);
}

async function checkedNotices(catalog: Catalog, names: readonly string[]): Promise<readonly string[]> {
  const problems = await catalogProblems(catalog, names);
  if (problems.length > 0) throw refusal(problems);
  return catalogNotices(catalog, names);
}

function refusal(problems: readonly string[]): SubpipeError {
  return new SubpipeError(
    'bad-input',
    `the input has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}; nothing was created`,
    { problems, hint: 'mend what is named and run it again' },
  );
}
