import type { Payload } from '../core/payload.ts';
import type { Key } from '../crypto/key.ts';
import type { Mapping } from './entry.ts';
import { parsePayload } from './parse-payload.ts';
import { readText, resolveInside } from './read-text.ts';

export type Found =
  { readonly ok: true; readonly payload: Payload } | { readonly ok: false; readonly problems: readonly string[] };

/** The payloads that pipeline names stand for. */
export interface Catalog {
  /** The payload of a mapping name; a name without a mapping is a file in the payload folder. */
  find(name: string): Promise<Found>;
}

/** A catalog over one folder. Payloads are read when they are asked for, and then kept; `key` opens encrypted ones. */
export function folderCatalog(
  folder: string,
  mappings: readonly Mapping[],
  options: { readonly key?: Key | undefined } = {},
): Catalog {
  const files = new Map(mappings.map(({ pipeline, file }) => [pipeline, file]));
  const kept = new Map<string, Promise<Found>>();

  const load = async (name: string): Promise<Found> => {
    const file = files.get(name);
    const resolved = await resolveInside(folder, file ?? name);
    if (!resolved.ok) {
      if (file !== undefined) return { ok: false, problems: [`mapping "${name}": ${resolved.problem}`] };
      const known = [...files.keys()].map((each) => `"${each}"`).join(', ');
      return {
        ok: false,
        problems: [
          `pipeline "${name}" is not in the mappings and not a file: ${resolved.problem}; known names: ${known || 'none'}`,
        ],
      };
    }
    const source = await readText(resolved.text);
    if (!source.ok) {
      return { ok: false, problems: [file === undefined ? source.problem : `mapping "${name}": ${source.problem}`] };
    }
    return parsePayload(file ?? name, source.text, options);
  };

  return {
    find(name) {
      const found = kept.get(name) ?? load(name);
      kept.set(name, found);
      return found;
    },
  };
}

/** Every problem of every mapped payload, so that nothing is created while one of them is bad. */
export async function catalogProblems(catalog: Catalog, names: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all([...new Set(names)].map((name) => catalog.find(name)));
  return [...new Set(found.flatMap((each) => (each.ok ? [] : each.problems)))];
}
