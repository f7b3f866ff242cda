import path from 'node:path';
import type { Key } from '../../crypto/key.ts';
import { catalogNotices, catalogProblems, folderCatalog, refCatalog } from '../../input/catalog/catalog.ts';
import { refMappings } from '../../core/entry.ts';
import { type Catalog, type Found } from '../../ports.ts';
import { parseEntry } from '../../input/entry/parse-entry.ts';
import { type Entry, type RefMapping } from '../../core/entry.ts';
import { readText, resolveInside } from '../../input/text/read-text.ts';
import { badInput } from '../../errors.ts';
import { filesOf } from './list-files.ts';
import { type MainChoice, withMainChoice } from './listener-flags.ts';

/** An entry document, and the catalog of its payloads, which are read when they are asked for. */
export type Input = { readonly entry: Entry; readonly catalog: Catalog; readonly warnings: readonly string[] };

export type InputOptions = {
  /** Opens encrypted payloads. */
  readonly key: Key | undefined;
  /** What the command line says about the main pipeline. */
  readonly choice: MainChoice;
};

/**
 * Reads an entry document. Its payloads are in `folder`; where that is not given, in the folder of the document.
 *
 * @throws SubpipeError `bad-input` with all problems of the entry document.
 */
export async function openEntry(file: string, folder: string | undefined, options: InputOptions): Promise<Input> {
  const source = await readText(file);
  if (!source.ok) {
    if (!source.isMissing) throw badInput([`entry document ${source.problem}`]);
    const others = await filesOf(path.dirname(file));
    throw badInput([`entry document ${source.problem}${others}`], NO_ENTRY_HINT);
  }
  const parsed = parseEntry(file, source.text);
  if (!parsed.ok) throw badInput(parsed.problems);
  return inputOf(parsed.entry, folder ?? path.dirname(file), { ...options, warnings: parsed.warnings });
}

const NO_ENTRY_HINT = 'name the entry document; a payload that is to run alone is named with --payload FILE';

/**
 * One payload, a file or a folder, that is to be run without an entry document. `file` is relative to the payload
 * folder where one is given; else its own folder is the payload folder. Signals of its tasks name files of that folder.
 *
 * @throws SubpipeError `bad-input` where there is no such file.
 */
export async function openPayload(file: string, folder: string | undefined, options: InputOptions): Promise<Input> {
  // `.` is a folder like others: as a pipeline it gets the folder's real name.
  const named = /(^|[/\\])\.{0,2}$/.test(file) ? path.resolve(file) : file;
  const [payloads, name] = folder === undefined ? [path.dirname(named), path.basename(named)] : [folder, file];
  const resolved = await resolveInside(payloads, name);
  if (!resolved.ok) throw badInput([`payload ${resolved.problem}${await filesOf(payloads)}`]);
  return inputOf({ pipeline: name, overrides: [], mappings: [] }, payloads, { ...options, warnings: [] });
}

async function inputOf(
  entry: Entry,
  folder: string,
  { key, choice, warnings }: InputOptions & { readonly warnings: readonly string[] },
): Promise<Input> {
  const chosen = await withMainChoice(entry, choice, folder);
  return { entry: chosen, catalog: folderCatalog(folder, chosen.mappings, { key }), warnings };
}

/**
 * Reads every payload that is a file or a folder, and adds their notices to the warnings of the input.
 *
 * @throws SubpipeError `bad-input` with all problems of all of them.
 */
export async function withFiles({ entry, catalog, warnings }: Input): Promise<Input> {
  const refs = new Set(refMappings(entry).map(({ pipeline }) => pipeline));
  const names = [...entry.mappings.map(({ pipeline }) => pipeline), entry.pipeline].filter((name) => !refs.has(name));
  return { entry, catalog, warnings: [...warnings, ...(await checkedNotices(catalog, names))] };
}

/**
 * The input with the Pipelines of the cluster that it maps, each read and checked.
 *
 * @throws SubpipeError `bad-input` with all problems of all of them, `unreachable`.
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

async function checkedNotices(catalog: Catalog, names: readonly string[]): Promise<readonly string[]> {
  const problems = await catalogProblems(catalog, names);
  if (problems.length > 0) throw badInput(problems);
  return catalogNotices(catalog, names);
}
