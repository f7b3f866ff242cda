import path from 'node:path';
import {
  type Catalog,
  catalogNotices,
  catalogProblems,
  folderCatalog,
  type Found,
  isRefMapping,
  refCatalog,
} from '../payload/catalog.ts';
import type { Key } from '../crypto/key.ts';
import { type Entry, parseEntry, type RefMapping } from '../payload/entry.ts';
import { readText } from '../payload/read-text.ts';
import { badInput, filesOf } from './bad-input.ts';
import { type MainChoice, withMainChoice } from './main-choice.ts';

export type Input = { readonly entry: Entry; readonly catalog: Catalog; readonly warnings: readonly string[] };

/**
 * Reads the entry document and every file that it maps; what lives in the cluster is not looked up yet. `file` is relative to the payload folder where one is
 * given; without one, the entry document's own folder is the payload folder. `choice` adds to what the document says
 * of the main pipeline.
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
  const input = await checkFiles(parsed.entry, folder ?? path.dirname(entryFile), options);
  return { ...input, warnings: [...parsed.warnings, ...input.warnings] };
}

export type InputOptions = { readonly key: Key | undefined; readonly choice: MainChoice };

/** The input of an entry whose payloads are in a folder, with what the flags say, all its files checked. */
export async function checkFiles(source: Entry, folder: string, { key, choice }: InputOptions): Promise<Input> {
  const entry = await withMainChoice(source, choice, folder);
  const catalog = folderCatalog(folder, entry.mappings, { key });
  const refs = new Set(refMappings(entry).map(({ pipeline }) => pipeline));
  const names = [...entry.mappings.map(({ pipeline }) => pipeline), entry.pipeline].filter((name) => !refs.has(name));
  return { entry, catalog, warnings: await checkedNotices(catalog, names) };
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
  if (problems.length > 0) throw badInput(problems);
  return catalogNotices(catalog, names);
}

const NO_ENTRY_HINT = 'name the entry document; a payload that is to run alone is named with --payload FILE';
