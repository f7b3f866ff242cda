import { type FieldPath, pathText } from '../../core/field-path.ts';
import { isObject, type JsonObject } from '../../core/json.ts';
import type { KubeObject } from '../../core/k8s/object.ts';
import { withoutNulls } from './object-shape.ts';
import { jsonProblems, type SourceDocument } from '../text/parse-documents.ts';
import { MAX_VALUES } from '../text/walk-json.ts';

/** An object of a document, or the problem where an object should be. */
export type Piece = InDocument &
  ({ readonly kind: 'object'; readonly object: KubeObject } | { readonly kind: 'problem'; readonly why: string });

type InDocument = {
  readonly path: FieldPath;
  /** Its place in an export or a List, where line and column alone say too little. */
  readonly within?: string;
  /** True where it is JSON in a string: all that is in it has the place of the string. */
  readonly isText: boolean;
};

/**
 * The objects of a document: itself, those of a List, or those of an exported resource (`spec.payload.resources`,
 * strings of JSON or objects). Fields that are null are left out, as to Kubernetes they are absent.
 */
export function payloadObjects(document: SourceDocument): readonly Piece[] {
  return piecesOf(document.value, { path: [], isText: false });
}

/** Far more objects than any run needs. */
const MAX_OBJECTS = 5_000;

const tooMany = (at: InDocument, field: string, objects: readonly unknown[]): Piece =>
  problem(at, `${field} holds ${objects.length} objects, the limit is ${MAX_OBJECTS}`);

const problem = (at: InDocument, why: string): Piece => ({ ...at, kind: 'problem', why });

function piecesOf(value: unknown, at: InDocument): readonly Piece[] {
  if (!isObject(value)) return [problem(at, `must be a Kubernetes object, not ${describe(value)}`)];
  const { path, within } = at;
  const resources = exportedResources(value);
  if (resources !== undefined && path.length === 0) {
    if (resources.length > MAX_OBJECTS) return [tooMany(at, 'spec.payload.resources', resources)];
    // One limit for all of them together, as they are one payload.
    const budget = { values: MAX_VALUES };
    return resources.flatMap((resource, index) => {
      const inner = ['spec', 'payload', 'resources', index];
      return resourcePieces(resource, { ...at, path: inner, within: pathText(inner) }, budget);
    });
  }
  if (value['kind'] === 'List' && Array.isArray(value['items']) && !path.includes('items')) {
    const items = value['items'] as readonly unknown[];
    if (items.length > MAX_OBJECTS) return [tooMany(at, 'items', items)];
    return items.flatMap((item, index) => {
      const inner = pathText(['items', index]);
      const name = within === undefined ? inner : `${within}.${inner}`;
      return piecesOf(item, { ...at, path: [...path, 'items', index], within: name });
    });
  }
  return [toKubeObject(value, at)];
}

/** A resource of an export: a string of JSON, or an object. */
function resourcePieces(resource: unknown, at: InDocument, budget: { values: number }): readonly Piece[] {
  if (typeof resource !== 'string') return piecesOf(resource, at);
  if (resource.trim() === '') return [problem(at, 'is empty')];
  const problems = jsonProblems(resource);
  // Never JSON.parse's own message: it quotes the text.
  if ('fault' in problems) {
    const { kind, why, offset } = problems.fault;
    const what = kind === 'limit' ? why : `is not JSON: ${why}`;
    return [problem(at, `${what}, at character ${offset + 1} of ${resource.length}`)];
  }
  const { duplicates, values } = problems;
  budget.values -= values;
  if (budget.values < 0) return [problem(at, `with those before it, holds more than ${MAX_VALUES} values`)];
  if (duplicates.length > 0) return duplicates.map(({ why }) => problem(at, why));
  return piecesOf(JSON.parse(resource) as unknown, { ...at, isText: true });
}

function exportedResources(value: JsonObject): readonly unknown[] | undefined {
  const payload = isObject(value['spec']) ? value['spec']['payload'] : undefined;
  const resources = isObject(payload) ? payload['resources'] : undefined;
  return Array.isArray(resources) ? (resources as unknown[]) : undefined;
}

function toKubeObject(value: JsonObject, at: InDocument): Piece {
  const object = withoutNulls(value);
  const { apiVersion, kind, metadata } = object;
  if (typeof apiVersion !== 'string') return problem(at, 'has no apiVersion');
  if (typeof kind !== 'string') return problem(at, 'has no kind');
  if (!isObject(metadata)) return problem(at, `${kind} has no metadata`);
  return { ...at, kind: 'object', object: { ...object, apiVersion, kind, metadata } };
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  return value === null ? 'null' : `a ${typeof value}`;
}
