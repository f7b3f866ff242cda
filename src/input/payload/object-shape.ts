import type { z } from 'zod';
import { isObject, type JsonObject } from '../../core/json.ts';
import type { FieldProblem } from '../../core/k8s/validate-names.ts';
import { wantsText } from '../text/wants-text.ts';
import { shapeOfKind } from './shapes.ts';

/**
 * What is wrong with an object that is of the v1 shape already. A sentence quotes the wrong value where that is a
 * number or boolean, but none of a Secret, and none where `showValues` is false.
 */
export function shapeProblems(object: JsonObject, options: { readonly showValues: boolean }): readonly FieldProblem[] {
  const kind = typeof object['kind'] === 'string' ? object['kind'] : '';
  const parsed = shapeOfKind(kind).safeParse(object);
  if (parsed.success) return [];
  const showValues = options.showValues && kind !== 'Secret';
  return parsed.error.issues.map((issue) => ({ path: issue.path, why: sentence(issue, { object, showValues }) }));
}

function sentence(
  issue: z.core.$ZodIssue,
  { object, showValues }: { readonly object: JsonObject; readonly showValues: boolean },
): string {
  const { path, message } = issue;
  const place = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  const value = path.reduce<unknown>(
    (each, part) => (each as Record<PropertyKey, unknown> | undefined)?.[part],
    object,
  );
  if (value === undefined) return `${place.slice(1)} is missing`;
  const isScalar = typeof value === 'number' || typeof value === 'boolean';
  if (!isScalar || !wantsText(issue)) return `${place.slice(1)} ${message}`;
  return `${place.slice(1)} ${message}${showValues ? `, not ${String(value)}` : ''}: quote this value`;
}

/** Kubernetes reads a field that is null as one that is not there; so do we. */
export function withoutNulls(object: JsonObject): JsonObject {
  const kept = Object.entries(object).filter(([, field]) => field !== null);
  return Object.fromEntries(kept.map(([key, field]) => [key, withoutNullsInside(field)]));
}

function withoutNullsInside(value: unknown): unknown {
  if (Array.isArray(value)) return (value as unknown[]).map(withoutNullsInside);
  return isObject(value) ? withoutNulls(value) : value;
}
