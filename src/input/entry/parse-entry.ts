import { z } from 'zod';
import { pathText, quoteHint, valueAt } from '../../core/field-path.ts';
import { isObject } from '../../core/json.ts';
import { checkOverride, LONGEST_NAME, PARAM_VALUE_RULE } from '../../core/override/override.ts';
import type { FieldProblem } from '../../core/k8s/validate-names.ts';
import { looksEncrypted } from '../../crypto/decrypt-export.ts';
import { parseDocuments } from '../text/parse-documents.ts';
import { WANTS_TEXT, wantsText } from '../text/wants-text.ts';
import { targetSchema, toTarget } from './parse-target.ts';
import type { Entry, Mapping } from '../../core/entry.ts';
import { present } from '../../core/present.ts';

export type EntryResult =
  | { readonly ok: true; readonly entry: Entry; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/** More than any entry document has, and more problems than anybody reads. */
const MAX_ITEMS = 5_000;
const MAX_PROBLEMS = 20;

const A_PAYLOAD = 'a payload, not an entry document; to run it alone give --payload FILE';

const text = z
  .string('must be a string')
  .min(1, 'must not be empty')
  .max(LONGEST_NAME, `must not be longer than ${LONGEST_NAME} characters`);
const value = z
  .union([z.string(), z.array(z.string()), z.record(z.string(), z.string())], PARAM_VALUE_RULE)
  .describe('the value, of the type of the param');

/** Checked in core, like overrides of signals; the types are only for the published schema. */
const overrideSchema = z
  .looseObject(
    {
      task: shownAs(text)
        .optional()
        .describe('name of a Task, or of a task of the pipeline; without it, a param of the pipeline itself'),
      name: shownAs(text).describe('name of the param'),
      value: shownAs(value),
    },
    'must be an object',
  )
  .superRefine((override, context) => {
    const checked = checkOverride(override);
    for (const { field, why, ...wrong } of checked.ok ? [] : checked.problems) {
      const params = field !== undefined && 'found' in wrong ? { params: WANTS_TEXT } : {};
      context.addIssue({ code: 'custom', path: field === undefined ? [] : [field], message: why, ...params });
    }
  });

const paramSchema = z.looseObject({ name: text.describe('name of the param'), value });

const refSchema = z.looseObject(
  {
    name: text.describe('name of the Pipeline'),
    namespace: text
      .optional()
      .describe('its namespace; default: that of the bootstrap run, or of the kubeconfig’s context'),
  },
  'must be an object with a "name"',
);

const mappingSchema = z
  .looseObject(
    {
      pipeline: text.describe('the name, as signals and "pipeline" give it'),
      file: text.optional().describe('file or folder, relative to the payload folder'),
      listener: text.optional().describe('EventListener to take, where the folder has several'),
      trigger: text.optional().describe('trigger of the listener to take, where it has several'),
      ref: refSchema.optional().describe('a Pipeline that lives in the cluster'),
      params: z
        .array(paramSchema, 'must be an array')
        .optional()
        .describe('params of the listener of a folder (strings), or of the Pipeline in the cluster'),
    },
    'must be an object',
  )
  .superRefine(
    (mapping, context) => {
      const problem = targetProblem(mapping);
      if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
    },
    // So that this is checked also where the mapping has other problems.
    { when: ({ value: mapping }) => isObject(mapping) },
  )
  // The same rule for the published schema.
  .meta({
    oneOf: [{ required: ['file'] }, { required: ['ref'] }],
    dependentRequired: { listener: ['file'], trigger: ['file'] },
  });

/** The shape of the entry document; docs/schema/entry.schema.json is generated from it. */
export const entrySchema = z.looseObject({
  $schema: z.string('must be a string').optional().describe('address of this schema, for editors'),
  pipeline: text.describe('name of the main pipeline: that of a mapping, else a file or folder'),
  params: z.array(overrideSchema, 'must be an array').default([]).describe('overrides for the main pipeline'),
  mappings: z.array(mappingSchema, 'must be an array').default([]).describe('what each pipeline name means'),
  target: targetSchema.optional().describe('how the payloads are adapted to the cluster'),
});

/** A schema that accepts everything and is published as the given one. */
function shownAs(schema: z.ZodType) {
  const { $schema: _draft, '~standard': _standard, ...shape } = z.toJSONSchema(schema);
  return z.unknown().meta(shape);
}

function targetProblem({ file, ref, listener, trigger }: z.infer<typeof mappingSchema>): string | undefined {
  if (file === undefined && ref === undefined) return 'must have either "file" or "ref"';
  if (file !== undefined && ref !== undefined) return 'has both "file" and "ref"; keep one of them';
  if (file === undefined && (listener ?? trigger) !== undefined) {
    return 'has "listener" or "trigger", which choose from a folder; a "ref" has none';
  }
  return undefined;
}

/** Reads an entry document, JSON or YAML. Gives all problems at once, each with file:line:col. */
export function parseEntry(file: string, source: string): EntryResult {
  if (looksEncrypted(source)) return { ok: false, problems: [`${file}: is encrypted: ${A_PAYLOAD}`] };
  const parsedText = parseDocuments(file, source);
  if (!parsedText.ok) return parsedText;
  const [document, second] = parsedText.documents;
  if (document === undefined) return { ok: false, problems: [`${file}: is empty`] };
  const locate = (found: readonly FieldProblem[]) => {
    const shown = found.slice(0, MAX_PROBLEMS);
    const places = document.placesOf(shown.map(({ path }) => path));
    return shown.map(({ why }, index) => `${places[index] ?? file}: ${why}`);
  };
  const refuse = (...found: readonly FieldProblem[]): EntryResult => ({ ok: false, problems: locate(found) });
  const { value: content } = document;
  if (!isObject(content)) return refuse({ path: [], why: 'must be an object with the key "pipeline"' });
  if ('kind' in content && !('pipeline' in content)) {
    return refuse({ path: [], why: `is a Kubernetes object: ${A_PAYLOAD}` });
  }
  if (second !== undefined) {
    return {
      ok: false,
      problems: [`${second.placesOf([[]])[0] ?? file}: a second document; an entry document is one alone`],
    };
  }
  const long = ['params', 'mappings'].flatMap((key) => tooLong(key, content[key]));
  if (long.length > 0) return refuse(...long);
  const parsed = entrySchema.safeParse(content);
  if (!parsed.success) {
    return refuse(...parsed.error.issues.map((issue) => ({ path: issue.path, why: sentence(issue, content) })));
  }
  const { pipeline } = parsed.data;
  const mappings = parsed.data.mappings.map(toMapping);
  const duplicates = duplicateMappings(mappings);
  if (duplicates.length > 0) return refuse(...duplicates);
  const overrides = parsed.data.params.map(checkOverride).flatMap((each) => (each.ok ? [each.value] : []));
  const warnings = locate([
    ...unknownKeys(content, entrySchema, []),
    ...parsed.data.mappings.flatMap((mapping, index) => [
      ...unknownKeys(mapping, mappingSchema, ['mappings', index]),
      ...unknownKeys(mapping.ref ?? {}, refSchema, ['mappings', index, 'ref']),
    ]),
    ...parsed.data.params.flatMap((param, index) => unknownKeys(param, overrideSchema, ['params', index])),
  ]);
  const target = parsed.data.target && toTarget(parsed.data.target);
  return { ok: true, entry: { pipeline, overrides, mappings, ...present({ target }) }, warnings };
}

function sentence(issue: z.core.$ZodIssue, content: unknown): string {
  const key = pathText(issue.path);
  const found = valueAt(content, issue.path);
  if (found === undefined) return `${key} is missing`;
  return `${key} ${issue.message}${wantsText(issue) ? quoteHint(found) : ''}`;
}

function toMapping({ pipeline, file, ref, listener, trigger, ...mapping }: z.infer<typeof mappingSchema>): Mapping {
  const params = mapping.params?.map(({ name, value: set }) => ({ name, value: set }));
  if (ref === undefined) return { pipeline, file: file ?? '', ...present({ listener, trigger, params }) };
  const { name, namespace } = ref;
  return { pipeline, ref: { name, ...present({ namespace }) }, ...present({ params }) };
}

function unknownKeys(
  document: object,
  { shape }: { readonly shape: object },
  path: readonly PropertyKey[],
): readonly FieldProblem[] {
  const known = Object.keys(shape).filter((key) => key !== '$schema');
  return Object.keys(document)
    .filter((key) => !Object.hasOwn(shape, key))
    .map((key) => ({
      path: [...path, key],
      why: `key "${key}" is not known and not used; known keys: ${known.join(', ')}`,
    }));
}

function tooLong(key: string, list: unknown): readonly FieldProblem[] {
  if (!Array.isArray(list) || list.length <= MAX_ITEMS) return [];
  return [{ path: [key], why: `${key} has ${list.length} items, the limit is ${MAX_ITEMS}` }];
}

function duplicateMappings(mappings: readonly Mapping[]): readonly FieldProblem[] {
  const first = new Map<string, string>();
  return mappings.flatMap((mapping, index) => {
    const { pipeline } = mapping;
    const [before, source] = [first.get(pipeline), describeSource(mapping)];
    if (before === undefined) first.set(pipeline, source);
    if (before === undefined || before === source) return [];
    const why = `pipeline "${pipeline}" is mapped to ${source} and, before that, to ${before}; keep one of them`;
    return [{ path: ['mappings', index], why }];
  });
}

function describeSource({ pipeline: _pipeline, ...target }: Mapping): string {
  const { file, ...choice } = { file: undefined, ...target };
  if (file === undefined) return JSON.stringify(choice);
  return Object.keys(choice).length === 0 ? `"${file}"` : `"${file}" ${JSON.stringify(choice)}`;
}
