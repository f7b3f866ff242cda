import { z } from 'zod';
import type { TriggerChoice } from '../core/choose-trigger.ts';
import type { Fit } from '../core/fit.ts';
import { isObject } from '../core/json.ts';
import type { Override } from '../core/override.ts';
import type { Param } from '../core/tekton.ts';
import { parseDocuments } from './parse-documents.ts';
import { targetSchema, toFit } from './target.ts';

/** What to run: the main pipeline, overrides for it, and what each pipeline name stands for. */
export type Entry = {
  readonly pipeline: string;
  readonly params: readonly Override[];
  readonly mappings: readonly Mapping[];
  /** How the payloads are fitted to the cluster. */
  readonly target?: Fit;
};

export type Mapping = FileMapping | RefMapping;

/** A file or folder, below the payload folder; a folder may have listeners to choose from. */
export type FileMapping = TriggerChoice & {
  readonly pipeline: string;
  readonly file: string;
  readonly params?: readonly Param[];
};

/** A Pipeline that lives in the cluster, and params for the run that is made of it. */
export type RefMapping = { readonly pipeline: string; readonly ref: PipelineRef; readonly params?: readonly Param[] };

/** A Pipeline by name; without a namespace it is that of the bootstrap run, or of the kubeconfig's context. */
export type PipelineRef = { readonly name: string; readonly namespace?: string };

export type EntryResult =
  | { readonly ok: true; readonly entry: Entry; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problems: readonly string[] };

const text = z.string('must be a string').min(1, 'must not be empty');
const value = z
  .union(
    [z.string(), z.array(z.string()), z.record(z.string(), z.string())],
    'must be a string, an array of strings or an object of strings',
  )
  .describe('the value; of the type that the param has');

const overrideSchema = z.looseObject({
  task: text
    .optional()
    .describe('name of a Task, or of a task of the pipeline; without it, a param of the pipeline itself'),
  name: text.describe('name of the param'),
  value,
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
    // Together with other problems of the mapping, not only without any.
    { when: ({ value: mapping }) => isObject(mapping) },
  )
  // The same for readers of the published schema.
  .meta({
    oneOf: [{ required: ['file'] }, { required: ['ref'] }],
    dependentRequired: { listener: ['file'], trigger: ['file'] },
  });

/** The one source of the entry document's shape; docs/schema/entry.schema.json is made of it. */
export const entrySchema = z.looseObject({
  $schema: z.string('must be a string').optional().describe('address of this schema, for editors'),
  pipeline: text.describe('name of the main pipeline: that of a mapping, else a file or folder'),
  params: z.array(overrideSchema, 'must be an array').default([]).describe('overrides for the main pipeline'),
  mappings: z.array(mappingSchema, 'must be an array').default([]).describe('what each pipeline name stands for'),
  target: targetSchema.optional().describe('how the payloads are fitted to the cluster'),
});

function targetProblem({ file, ref, listener, trigger }: z.infer<typeof mappingSchema>): string | undefined {
  if (file === undefined && ref === undefined) return 'must have either "file" or "ref"';
  if (file !== undefined && ref !== undefined) return 'has both "file" and "ref"; keep one of them';
  if (file === undefined && (listener ?? trigger) !== undefined) {
    return 'has "listener" or "trigger", which choose from a folder; a "ref" has none';
  }
  return undefined;
}

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
  const { value: content } = document;
  if (!isObject(content)) {
    return { ok: false, problems: [`${place([])}: must be an object with the key "pipeline"`] };
  }
  const parsed = entrySchema.safeParse(content);
  if (!parsed.success) {
    return {
      ok: false,
      problems: parsed.error.issues.map((issue) => `${place(issue.path)}: ${sentence(issue, content)}`),
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
    ...unknownKeys(content, entrySchema, []),
    ...parsed.data.mappings.flatMap((mapping, index) => [
      ...unknownKeys(mapping, mappingSchema, ['mappings', index]),
      ...unknownKeys(mapping.ref ?? {}, refSchema, ['mappings', index, 'ref']),
    ]),
    ...parsed.data.params.flatMap((param, index) => unknownKeys(param, overrideSchema, ['params', index])),
  ].map(({ path, sentence: what }) => `${place(path)}: ${what}`);
  const { target } = parsed.data;
  const fit = target === undefined ? {} : { target: toFit(target) };
  return { ok: true, entry: { pipeline, params, mappings, ...fit }, warnings };
}

function sentence(issue: z.core.$ZodIssue, content: unknown): string {
  const key = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  const missing =
    issue.path.reduce<unknown>((each, part) => (each as Record<PropertyKey, unknown> | undefined)?.[part], content) ===
    undefined;
  return `${key.replace(/^\./, '')} ${missing ? 'is missing' : issue.message}`;
}

function toMapping({ pipeline, file, ref, listener, trigger, params }: z.infer<typeof mappingSchema>): Mapping {
  const values = params === undefined ? {} : { params: params.map(({ name, value: set }) => ({ name, value: set })) };
  if (ref !== undefined) {
    const { name, namespace } = ref;
    return { pipeline, ref: namespace === undefined ? { name } : { name, namespace }, ...values };
  }
  return {
    pipeline,
    file: file ?? '',
    ...(listener === undefined ? {} : { listener }),
    ...(trigger === undefined ? {} : { trigger }),
    ...values,
  };
}

function unknownKeys(document: object, { shape }: { readonly shape: object }, path: readonly PropertyKey[]) {
  const known = Object.keys(shape).filter((key) => key !== '$schema');
  return Object.keys(document)
    .filter((key) => !Object.hasOwn(shape, key))
    .map((key) => ({
      path: [...path, key],
      sentence: `key "${key}" is not known and not used; known keys: ${known.join(', ')}`,
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

function describeTarget({ pipeline: _pipeline, ...target }: Mapping): string {
  const { file, ...choice } = { file: undefined, ...target };
  if (file === undefined) return JSON.stringify(choice);
  return Object.keys(choice).length === 0 ? `"${file}"` : `"${file}" ${JSON.stringify(choice)}`;
}
