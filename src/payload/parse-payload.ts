import { referenceProblems } from '../core/check-references.ts';
import { toV1 } from '../core/convert-v1.ts';
import { isObject, type JsonObject } from '../core/json.ts';
import type { KubeObject } from '../core/kube-object.ts';
import { assemblePayload, type PayloadResult, type PlacedObject, placeOf } from '../core/payload.ts';
import { shapeProblems, withoutNulls } from './object-shape.ts';
import { parseDocuments, type SourceDocument } from './parse-documents.ts';

/** Base64 of a gzip file begins like this: an encrypted export (form 2), not YAML. */
const LOOKS_ENCRYPTED = /^H4sI[A-Za-z0-9+/=\r\n]+$/;

/**
 * Reads a payload, told apart by content: an exported resource (an object with `spec.payload.resources`) or plain
 * manifests (YAML or JSON documents, or a List). `file` is for messages.
 */
export function parsePayload(file: string, text: string): PayloadResult {
  const fail = (...problems: string[]): PayloadResult => ({ ok: false, problems });
  if (text.trim() === '') return fail(`${file}: is empty`);
  if (LOOKS_ENCRYPTED.test(text.slice(0, 4096).trim())) {
    return fail(
      `${file}: looks like an encrypted export; decrypt it first, this version reads exported and plain payloads only`,
    );
  }
  const parsed = parseDocuments(file, text);
  if (!parsed.ok) return { ok: false, problems: parsed.problems };
  const problems: string[] = [];
  const placed = parsed.documents.flatMap((document) => objectsOf(file, document, problems));
  return buildPayload(file, placed, problems);
}

/**
 * Makes a payload of the objects of a file or folder: converts them to v1, checks their shape, sorts them and checks
 * the references between them. `problems` are those that were found so far; they are told with the new ones.
 */
export function buildPayload(
  file: string,
  placed: readonly PlacedObject[],
  problemsSoFar: readonly string[] = [],
): PayloadResult {
  const problems = [...problemsSoFar];
  const converted = placed.map((each): PlacedObject => {
    const { object: v1, problems: found } = toV1(each.object);
    const title = titleOf(each.object);
    problems.push(
      ...found.map((problem) => `${placeOf(file, each)}: ${title}: ${problem}`),
      ...shapeProblems(v1).map(({ path, sentence }) => `${placeOf(file, each, path)}: ${title}: ${sentence}`),
    );
    return { ...each, object: v1 };
  });
  if (problems.length > 0) return { ok: false, problems };
  const result = assemblePayload(file, converted);
  if (!result.ok) return result;
  const dangling = referenceProblems(result.payload);
  return dangling.length > 0 ? { ok: false, problems: dangling } : result;
}

/** The Kubernetes objects of a document: itself, or those that it holds. What is none goes to `problems`. */
export function objectsOf(file: string, document: SourceDocument, problems: string[]): PlacedObject[] {
  const { value: source, where, at } = document;
  const value = withoutNulls(source);
  const place = at === undefined ? `${file}: ${where === '' ? '' : `${where}: `}` : `${at([])}: `;
  if (!isObject(value)) {
    problems.push(`${place}must be a Kubernetes object, not ${describe(value)}`);
    return [];
  }
  const resources = exportedResources(value);
  if (resources !== undefined) {
    return resources.flatMap((resource, index) => {
      const place = `spec.payload.resources[${index}]`;
      return objectsOf(file, { value: fromText(file, place, resource, problems), where: place }, problems);
    });
  }
  if (value['kind'] === 'List' && Array.isArray(value['items'])) {
    const prefix = where === '' ? '' : `${where}: `;
    return (value['items'] as unknown[]).flatMap((item, index) =>
      objectsOf(
        file,
        {
          value: item,
          where: `${prefix}items[${index}]`,
          ...(at === undefined ? {} : { at: (path) => at(['items', index, ...path]) }),
        },
        problems,
      ),
    );
  }
  const object = toKubeObject(value);
  if (typeof object !== 'string') {
    return [at === undefined ? { where: where === '' ? 'the object' : where, object } : { where: at([]), at, object }];
  }
  problems.push(`${place}${object}`);
  return [];
}

function exportedResources(value: JsonObject): readonly unknown[] | undefined {
  const payload = isObject(value['spec']) ? value['spec']['payload'] : undefined;
  const resources = isObject(payload) ? payload['resources'] : undefined;
  return Array.isArray(resources) ? (resources as unknown[]) : undefined;
}

/** Each resource of an export is a string of JSON; objects are taken too. A string that is not JSON is told as such. */
function fromText(file: string, place: string, resource: unknown, problems: string[]): unknown {
  if (typeof resource !== 'string') return resource;
  try {
    return JSON.parse(resource) as unknown;
  } catch {
    problems.push(`${file}: ${place}: is not JSON (${resource.length} characters)`);
    return { apiVersion: 'v1', kind: 'Namespace', metadata: {} };
  }
}

function titleOf({ kind, metadata }: KubeObject): string {
  return typeof metadata.name === 'string' ? `${kind} ${metadata.name}` : kind;
}

function toKubeObject(value: JsonObject): KubeObject | string {
  const { apiVersion, kind, metadata } = value;
  if (typeof apiVersion !== 'string') return 'has no apiVersion';
  if (typeof kind !== 'string') return 'has no kind';
  if (!isObject(metadata)) return `${kind} has no metadata`;
  return { ...value, apiVersion, kind, metadata };
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  return value === null ? 'null' : `a ${typeof value}`;
}
