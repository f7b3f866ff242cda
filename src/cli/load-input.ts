import path from 'node:path';
import type { Key } from '../crypto/key.ts';
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
import { badInput, filesOf } from './bad-input.ts';
import { type MainChoice, withMainChoice } from './main-choice.ts';

export type Input = { readonly entry: Entry; readonly catalog: Catalog; readonly warnings: readonly string[] };

export type InputOptions = {
  /** Opens encrypted payloads. */
  readonly key: Key | undefined;
  /** What the command line says about the main pipeline. */
  readonly choice: MainChoice;
};

/**
 * Reads the entry document and every payload that it maps to a file or folder. `file` is relative to the payload
 * folder where one is given; without one, the entry document's own folder is the payload folder.
 *
 * @throws SubpipeError `bad-input` with all problems of all files.
 */
export async function loadInput(file: string, folder: string | undefined, options: InputOptions): Promise<Input> {
  const entryFile = folder === undefined ? file : path.resolve(folder, file);
  const source = await readText(entryFile);
  if (!source.ok) {
    const others = await filesOf(path.dirname(entryFile));
    throw badInput([`entry document ${source.problem}${others}`], NO_ENTRY_HINT);
  }
  const parsed = parseEntry(entryFile, source.text);
  if (!parsed.ok) throw badInput(parsed.problems);
  const payloads = folder ?? path.dirname(entryFile);
  const entry = await withMainChoice(parsed.entry, options.choice, payloads);
  const catalog = folderCatalog(payloads, entry.mappings, options);
  const refs = new Set(refMappings(entry).map(({ pipeline }) => pipeline));
  const names = [...entry.mappings.map(({ pipeline }) => pipeline), entry.pipeline].filter((name) => !refs.has(name));
  return { entry, catalog, warnings: [...parsed.warnings, ...(await checkedNotices(catalog, names))] };
}

const NO_ENTRY_HINT = 'name the entry document; a payload that is to run alone is named with --payload FILE';

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

/**
 * What is to be said of payloads before they run.
 *
 * @throws SubpipeError `bad-input` with all that is wrong with them.
 */
export async function checkedNotices(catalog: Catalog, names: readonly string[]): Promise<readonly string[]> {
  const problems = await catalogProblems(catalog, names);
  if (problems.length > 0) throw badInput(problems);
  return catalogNotices(catalog, names);
}
