import { z } from 'zod';
import { isParamValue, type Override } from '../core/override.ts';
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

const text = z.string('must be a string').min(1, 'must not be empty');

const overrideSchema = z.looseObject({
  task: text.optional(),
  name: text,
  value: z.custom<Override['value']>(isParamValue, 'must be a string, an array of strings or an object of strings'),
});

/** The one source of the entry document's shape. */
export const entrySchema = z.looseObject({
  pipeline: text,
  params: z.array(overrideSchema, 'must be an array').default([]),
  mappings: z.array(z.looseObject({ pipeline: text, file: text }), 'must be an array').default([]),
});

const KNOWN_KEYS: ReadonlySet<string> = new Set(Object.keys(entrySchema.shape));

/** Reads an entry document, JSON or YAML. All problems are told at once, each with file:line:col. */
export function parseEntry(file: string, source: string): EntryResult {
  const parsedText = parseDocuments(file, source);
  if (!parsedText.ok) return parsedText;
  const [document, second] = parsedText.documents;
  if (document === undefined) return { ok: false, problems: [`${file}: is empty`] };
  const place = (path: readonly PropertyKey[]) => document.placesOf([path])[0] ?? file;
  if (second !== undefined) {
    return {
      ok: false,
      problems: [`${second.placesOf([[]])[0] ?? file}: a second document; an entry document is one alone`],
    };
  }
  const { value } = document;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, problems: [`${place([])}: must be an object with the key "pipeline"`] };
  }
  const parsed = entrySchema.safeParse(value);
  if (!parsed.success) {
    return {
      ok: false,
      problems: parsed.error.issues.map((issue) => `${place(issue.path)}: ${sentence(issue, value)}`),
    };
  }
  const problems = duplicateMappings(parsed.data.mappings, (index) => place(['mappings', index]));
  if (problems.length > 0) return { ok: false, problems };
  const { pipeline, mappings } = parsed.data;
  const params = parsed.data.params.map(({ task, name, value: set }) =>
    task === undefined ? { name, value: set } : { task, name, value: set },
  );
  const warnings = Object.keys(value)
    .filter((key) => !KNOWN_KEYS.has(key))
    .map((key) => `${place([key])}: key "${key}" is not known and not used; known keys: ${[...KNOWN_KEYS].join(', ')}`);
  return { ok: true, entry: { pipeline, params, mappings }, warnings };
}

function sentence(issue: z.core.$ZodIssue, value: unknown): string {
  const key = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  const missing =
    issue.path.reduce<unknown>((each, part) => (each as Record<PropertyKey, unknown> | undefined)?.[part], value) ===
    undefined;
  return `${key.replace(/^\./, '')} ${missing ? 'is missing' : issue.message}`;
}

function duplicateMappings(mappings: readonly Mapping[], place: (index: number) => string): string[] {
  const first = new Map<string, string>();
  return mappings.flatMap(({ pipeline, file }, index) => {
    const standing = first.get(pipeline);
    if (standing === undefined) first.set(pipeline, file);
    if (standing === undefined || standing === file) return [];
    return [
      `${place(index)}: pipeline "${pipeline}" is mapped to "${file}" and, before that, to "${standing}"; keep one of them`,
    ];
  });
}
