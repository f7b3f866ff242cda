import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import type { Fit } from '../core/fit.ts';
import { isParamValue, type Override } from '../core/override.ts';
import { messageOf } from '../errors.ts';
import { targetSchema, toFit } from './target.ts';

/** What to run: the main pipeline, overrides for it, and which file each pipeline name stands for. */
export type Entry = {
  readonly pipeline: string;
  readonly params: readonly Override[];
  readonly mappings: readonly Mapping[];
  /** How the payloads are fitted to the cluster. */
  readonly target?: Fit;
};

export type Mapping = { readonly pipeline: string; readonly file: string };

export type EntryResult =
  | { readonly ok: true; readonly entry: Entry; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Stops alias bombs: https://eemeli.org/yaml/#tojs-options */
const MAX_ALIAS_COUNT = 100;

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
  target: targetSchema.optional(),
});

const KNOWN_KEYS: ReadonlySet<string> = new Set(Object.keys(entrySchema.shape));

/** Reads an entry document, JSON or YAML. All problems are told at once, each with file:line:col. */
export function parseEntry(file: string, source: string): EntryResult {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  if (document.errors.length > 0) {
    return {
      ok: false,
      problems: document.errors.map((error) => `${at(error.pos[0])}: not JSON or YAML: ${error.message}`),
    };
  }
  const place = (path: readonly PropertyKey[]) => {
    for (let length = path.length; length >= 0; length -= 1) {
      const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
      const range =
        typeof node === 'object' && node !== null && 'range' in node ? (node.range as number[] | null) : null;
      if (range?.[0] !== undefined) return at(range[0]);
    }
    return file;
  };
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIAS_COUNT });
  } catch (error) {
    // Only here does an alias without an anchor, or one that would grow beyond all measure, show.
    return { ok: false, problems: [`${place([])}: not JSON or YAML: ${messageOf(error)}`] };
  }
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
  const { pipeline, mappings, target } = parsed.data;
  const params = parsed.data.params.map(({ task, name, value: set }) =>
    task === undefined ? { name, value: set } : { task, name, value: set },
  );
  const warnings = Object.keys(value)
    .filter((key) => !KNOWN_KEYS.has(key))
    .map((key) => `${place([key])}: key "${key}" is not known and not used; known keys: ${[...KNOWN_KEYS].join(', ')}`);
  return {
    ok: true,
    entry: { pipeline, params, mappings, ...(target === undefined ? {} : { target: toFit(target) }) },
    warnings,
  };
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
