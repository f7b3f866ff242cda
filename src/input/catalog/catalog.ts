import { type FileMapping, isFileMapping, isRefMapping, type Mapping, type RefMapping } from '../../core/entry.ts';
import type { Key } from '../../crypto/key.ts';
import { parsePayload } from '../payload/parse-payload.ts';
import { readFolderPayload } from '../payload/read-folder.ts';
import { isFolder, readText, resolveInside } from '../text/read-text.ts';
import type { Catalog, Found } from '../../ports.ts';

/**
 * The catalog of the payload folder, with its files and its folders that have a listener. A payload is read when it is
 * asked for the first time, and then kept. `key` decrypts those that are encrypted.
 */
export function folderCatalog(
  folder: string,
  mappings: readonly Mapping[],
  options: { readonly key?: Key | undefined } = {},
): Catalog {
  const mapped = new Map(mappings.filter(isFileMapping).map((mapping) => [mapping.pipeline, mapping]));
  const kept = new Map<string, Promise<Found>>();

  const load = async (name: string): Promise<Found> => {
    const mapping = mapped.get(name);
    const { pipeline: _name, file, ...choice }: FileMapping = mapping ?? { pipeline: name, file: name };
    const resolved = await resolveInside(folder, file);
    if (!resolved.ok) {
      if (mapping !== undefined) return { ok: false, problems: [`mapping "${name}": ${resolved.problem}`] };
      const known = mappings
        .map(({ pipeline }) => pipeline)
        .map((each) => `"${each}"`)
        .join(', ');
      return {
        ok: false,
        problems: [
          `pipeline "${name}" is not in the mappings and not a file: ${resolved.problem}; known names: ${known || 'none'}`,
        ],
      };
    }
    if (await isFolder(resolved.path)) return loadFolder(resolved.path, mapping ?? { pipeline: name, file });
    const misplaced = Object.keys(choice).map((key) => `"${key}"`);
    if (misplaced.length > 0) {
      const what = `mapping "${name}": ${misplaced.join(', ')} choose from the EventListeners of a folder`;
      return { ok: false, problems: [`${what}, and ${file} is a file`] };
    }
    const source = await readText(resolved.path);
    if (!source.ok) {
      return { ok: false, problems: [mapping === undefined ? source.problem : `mapping "${name}": ${source.problem}`] };
    }
    return parsePayload(file, source.text, options);
  };

  return {
    find(name) {
      const found = kept.get(name) ?? load(name);
      kept.set(name, found);
      return found;
    },
  };
}

function loadFolder(folder: string, mapping: FileMapping): Found | Promise<Found> {
  const { pipeline, file, params = [], ...choice } = mapping;
  const texts = params.flatMap(({ name, value }) => (typeof value === 'string' ? [{ name, value }] : []));
  if (texts.length === params.length) return readFolderPayload(folder, file, { ...choice, params: texts });
  const wrong = params.filter(({ value }) => typeof value !== 'string').map(({ name }) => name);
  return { ok: false, problems: [`mapping "${pipeline}": params of a listener are strings: ${wrong.join(', ')}`] };
}

/**
 * The catalog with the names of Pipelines of the cluster added. Each is read when it is asked for the first time, and
 * kept.
 */
export function refCatalog(
  base: Catalog,
  mappings: readonly Mapping[],
  lookUp: (mapping: RefMapping) => Promise<Found>,
): Catalog {
  const mapped = new Map(mappings.filter(isRefMapping).map((each) => [each.pipeline, each]));
  const kept = new Map<string, Promise<Found>>();
  return {
    find(name) {
      const mapping = mapped.get(name);
      if (mapping === undefined) return base.find(name);
      const found = kept.get(name) ?? lookUp(mapping);
      kept.set(name, found);
      return found;
    },
  };
}

/** All problems of all mapped payloads: nothing is to be created while one of them has any. */
export async function catalogProblems(catalog: Catalog, names: readonly string[]): Promise<readonly string[]> {
  const found = await findAll(catalog, names);
  return [...new Set(found.flatMap((each) => (each.ok ? [] : each.problems)))];
}

/** The notices of the mapped payloads, for their user to read before a run. */
export async function catalogNotices(catalog: Catalog, names: readonly string[]): Promise<readonly string[]> {
  const found = await findAll(catalog, names);
  return [...new Set(found.flatMap((each) => (each.ok ? (each.notices ?? []) : [])))];
}

function findAll(catalog: Catalog, names: readonly string[]): Promise<readonly Found[]> {
  return Promise.all([...new Set(names)].map((name) => catalog.find(name)));
}
