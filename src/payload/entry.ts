import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { isParamValue, type Override } from '../core/override.ts';
import type { ListenerChoice } from '../core/resolve-listener.ts';
import { messageOf } from '../errors.ts';

/** What to run: the main pipeline, overrides for it, and what each pipeline name stands for. */
export type Entry = {
  readonly pipeline: string;
  readonly params: readonly Override[];
  readonly mappings: readonly Mapping[];
};

/** A file or folder, below the payload folder. */
export type Mapping = ListenerChoice & { readonly pipeline: string; readonly file: string };

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

const listenerParamSchema = z.looseObject({ name: text, value: z.string('must be a string') });

const mappingSchema = z.looseObject({
  pipeline: text,
  file: text,
  listener: text.optional(),
  trigger: text.optional(),
  params: z.array(listenerParamSchema, 'must be an array').optional(),
});

/** The one source of the entry document's shape. */
export const entrySchema = z.looseObject({
  pipeline: text,
  params: z.array(overrideSchema, 'must be an array').default([]),
  mappings: z.array(mappingSchema, 'must be an array').default([]),
});

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
  const { pipeline } = parsed.data;
  const mappings = parsed.data.mappings.map(toMapping);
  const problems = duplicateMappings(mappings, (index) => place(['mappings', index]));
  if (problems.length > 0) return { ok: false, problems };
  const params = parsed.data.params.map(({ task, name, value: set }) =>
    task === undefined ? { name, value: set } : { task, name, value: set },
  );
  const warnings = [
    ...unknownKeys(value, entrySchema, []),
    ...parsed.data.mappings.flatMap((mapping, index) => unknownKeys(mapping, mappingSchema, ['mappings', index])),
    ...parsed.data.params.flatMap((param, index) => unknownKeys(param, overrideSchema, ['params', index])),
  ].map(({ path, sentence: what }) => `${place(path)}: ${what}`);
  return { ok: true, entry: { pipeline, params, mappings }, warnings };
}

function sentence(issue: z.core.$ZodIssue, value: unknown): string {
  const key = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  const missing =
    issue.path.reduce<unknown>((each, part) => (each as Record<PropertyKey, unknown> | undefined)?.[part], value) ===
    undefined;
  return `${key.replace(/^\./, '')} ${missing ? 'is missing' : issue.message}`;
}

function toMapping({ pipeline, file, listener, trigger, params }: z.infer<typeof mappingSchema>): Mapping {
  return {
    pipeline,
    file,
    ...(listener === undefined ? {} : { listener }),
    ...(trigger === undefined ? {} : { trigger }),
    ...(params === undefined ? {} : { params: params.map(({ name, value }) => ({ name, value })) }),
  };
}

function unknownKeys(value: object, { shape }: { readonly shape: object }, path: readonly PropertyKey[]) {
  return Object.keys(value)
    .filter((key) => !Object.hasOwn(shape, key))
    .map((key) => ({
      path: [...path, key],
      sentence: `key "${key}" is not known and not used; known keys: ${Object.keys(shape).join(', ')}`,
    }));
}

function duplicateMappings(mappings: readonly Mapping[], place: (index: number) => string): string[] {
  const first = new Map<string, string>();
  return mappings.flatMap((mapping, index) => {
    const { pipeline } = mapping;
    const [standing, target] = [first.get(pipeline), describeTarget(mapping)];
    if (standing === undefined) first.set(pipeline, target);
    if (standing === undefined || standing === target) return [];
    return [
      `${place(index)}: pipeline "${pipeline}" is mapped to ${target} and, before that, to ${standing}; keep one of them`,
    ];
  });
}

function describeTarget({ pipeline: _pipeline, file, ...choice }: Mapping): string {
  return Object.keys(choice).length === 0 ? `"${file}"` : `"${file}" ${JSON.stringify(choice)}`;
}
