import { readdir } from 'node:fs/promises';

const LISTED_FILES = 12;

/** The files of a folder, for the end of a sentence about one that does not exist; empty where it cannot be read. */
export async function filesOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  // A ConfigMap volume keeps its files in hidden folders.
  const names = entries.filter((each) => !each.isDirectory() && !each.name.startsWith('.')).map(({ name }) => name);
  if (names.length === 0) return '';
  const shown = names.toSorted().slice(0, LISTED_FILES);
  const more = names.length > shown.length ? ` and ${names.length - shown.length} more` : '';
  return `; the folder holds: ${shown.join(', ')}${more}`;
}
