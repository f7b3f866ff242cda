import type { z } from 'zod';
import { pathText, quoteHint, valueAt } from '../../core/field-path.ts';
import { isObject, type JsonObject } from '../../core/json.ts';
import type { FieldProblem } from '../../core/k8s/validate-names.ts';
import { wantsText } from '../text/wants-text.ts';
import { shapeOfKind } from './shapes.ts';

/**
 * What is wrong with the fields of an object, which must be v1 if it is Tekton's. A sentence quotes a wrong number or
 * boolean, but none of a Secret, and none where `showValues` is false.
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
  const field = pathText(issue.path);
  const value = valueAt(object, issue.path);
  if (value === undefined) return `${field} is missing`;
  return `${field} ${issue.message}${wantsText(issue) ? quoteHint(value, { showValue: showValues }) : ''}`;
}

/** The object without its null fields at any depth: to Kubernetes, a field that is null is absent. */
export function withoutNulls(object: JsonObject): JsonObject {
  const kept = Object.entries(object).filter(([, field]) => field !== null);
  return Object.fromEntries(kept.map(([key, field]) => [key, withoutNullsInside(field)]));
}

function withoutNullsInside(value: unknown): unknown {
  if (Array.isArray(value)) return (value as unknown[]).map(withoutNullsInside);
  return isObject(value) ? withoutNulls(value) : value;
}
