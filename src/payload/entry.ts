import { z } from 'zod';
import type { FieldProblem } from '../core/object-names.ts';
import { isParamValue, type Override } from '../core/override.ts';
import { looksEncrypted } from '../crypto/decrypt-export.ts';
import { parseDocuments } from './parse-documents.ts';

/** What to run: the main pipeline, overrides for it, and which file each pipeline name stands for. */
export type Entry = {
  readonly pipeline: string;
  readonly params: readonly Override[];
  readonly mappings: readonly Mapping[];
};

export type Mapping = { readonly pipeline: string; readonly file: string };

export type EntryResult =
  | { readonly ok: true; readonly entry: Entry; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/** A path cannot be longer (PATH_MAX of Linux), and a name stands in messages. */
const LONGEST_NAME = 4096;

/** More than anybody writes, and more than anybody reads. */
const MAX_ITEMS = 5_000;
const MAX_PROBLEMS = 20;

const A_PAYLOAD = 'a payload, not an entry document; to run it alone give --payload FILE';

const text = z
  .string('must be a string')
  .min(1, 'must not be empty')
  .max(LONGEST_NAME, `must not be longer than ${LONGEST_NAME} characters`);

const overrideSchema = z.looseObject(
  {
    task: text.optional(),
    name: text,
    value: z.custom<Override['value']>(isParamValue, 'must be a string, an array of strings or an object of strings'),
  },
  'must be an object',
);

/** The one source of the entry document's shape. */
export const entrySchema = z.looseObject({
  pipeline: text,
  params: z.array(overrideSchema, 'must be an array').default([]),
  mappings: z.array(z.looseObject({ pipeline: text, file: text }, 'must be an object'), 'must be an array').default([]),
});

const KNOWN_KEYS: ReadonlySet<string> = new Set(Object.keys(entrySchema.shape));

/** Reads an entry document, JSON or YAML. All problems are told at once, each with file:line:col. */
export function parseEntry(file: string, source: string): EntryResult {
  if (looksEncrypted(source)) return { ok: false, problems: [`${file}: is encrypted: ${A_PAYLOAD}`] };
  const parsedText = parseDocuments(file, source);
  if (!parsedText.ok) return parsedText;
  const [document, second] = parsedText.documents;
  if (document === undefined) return { ok: false, problems: [`${file}: is empty`] };
  const place = (path: readonly PropertyKey[]) => document.placesOf([path])[0] ?? file;
  const tell = (problems: readonly FieldProblem[]) => {
    const shown = problems.slice(0, MAX_PROBLEMS);
    const places = document.placesOf(shown.map(({ path }) => path));
    return shown.map(({ why }, index) => `${places[index] ?? file}: ${why}`);
  };
  const { value } = document;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, problems: [`${place([])}: must be an object with the key "pipeline"`] };
  }
  if ('kind' in value && !('pipeline' in value)) {
    return { ok: false, problems: [`${place([])}: is a Kubernetes object: ${A_PAYLOAD}`] };
  }
  if (second !== undefined) {
    return {
      ok: false,
      problems: [`${second.placesOf([[]])[0] ?? file}: a second document; an entry document is one alone`],
    };
  }
  const long = ['params', 'mappings'].flatMap((key) => tooLong(key, (value as Readonly<Record<string, unknown>>)[key]));
  if (long.length > 0) return { ok: false, problems: tell(long) };
  const parsed = entrySchema.safeParse(value);
  if (!parsed.success) {
    return {
      ok: false,
      problems: tell(parsed.error.issues.map((issue) => ({ path: issue.path, why: sentence(issue, value) }))),
    };
  }
  const duplicates = duplicateMappings(parsed.data.mappings);
  if (duplicates.length > 0) return { ok: false, problems: tell(duplicates) };
  const { pipeline, mappings } = parsed.data;
  const params = parsed.data.params.map(({ task, name, value: set }) =>
    task === undefined ? { name, value: set } : { task, name, value: set },
  );
  const warnings = Object.keys(value)
    .filter((key) => !KNOWN_KEYS.has(key))
    .map((key) => `${place([key])}: key "${key}" is not known and not used; known keys: ${[...KNOWN_KEYS].join(', ')}`);
  return { ok: true, entry: { pipeline, params, mappings }, warnings };
}

function sentence({ path, message }: z.core.$ZodIssue, document: unknown): string {
  const key = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  const value = path.reduce<unknown>(
    (each, part) => (each as Record<PropertyKey, unknown> | undefined)?.[part],
    document,
  );
  const isScalar = typeof value === 'number' || typeof value === 'boolean';
  const hint = isScalar && message.includes('a string') ? `, not ${String(value)}: quote this value` : '';
  return `${key.replace(/^\./, '')} ${value === undefined ? 'is missing' : `${message}${hint}`}`;
}

function tooLong(key: string, list: unknown): readonly FieldProblem[] {
  if (!Array.isArray(list) || list.length <= MAX_ITEMS) return [];
  return [{ path: [key], why: `${key} has ${list.length} items, the limit is ${MAX_ITEMS}` }];
}

function duplicateMappings(mappings: readonly Mapping[]): readonly FieldProblem[] {
  const first = new Map<string, string>();
  return mappings.flatMap(({ pipeline, file }, index) => {
    const standing = first.get(pipeline);
    if (standing === undefined) first.set(pipeline, file);
    if (standing === undefined || standing === file) return [];
    const why = `pipeline "${pipeline}" is mapped to "${file}" and, before that, to "${standing}"; keep one of them`;
    return [{ path: ['mappings', index], why }];
  });
}
