import { isObject } from '../json.ts';
import type { LocatedObject } from '../payload/payload.ts';

/** A value inside of an object of a payload's file, which can tell its place. */
export type LocatedValue = {
  readonly value: unknown;
  readonly path: readonly PropertyKey[];
  readonly owner: LocatedObject;
};

export function locatedValue(owner: LocatedObject): LocatedValue {
  return { value: owner.object, path: [], owner };
}

/** The field at that path below a value; its value is undefined where it is not there. */
export function field(of: LocatedValue, ...keys: readonly PropertyKey[]): LocatedValue {
  const value = keys.reduce<unknown>(
    (each, key) =>
      typeof each === 'object' && each !== null ? (each as Record<PropertyKey, unknown>)[key] : undefined,
    of.value,
  );
  return { ...of, value, path: [...of.path, ...keys] };
}

/** The items of a list; none where it is not there. Anything else than a list of objects goes to `problems`. */
export function objectsIn(of: LocatedValue, problems: string[]): readonly LocatedValue[] {
  if (of.value === undefined) return [];
  if (!Array.isArray(of.value)) {
    problems.push(`${where(of)}: ${titleOf(of)} must be a list`);
    return [];
  }
  return of.value.flatMap((value: unknown, index) => {
    const item = field(of, index);
    if (isObject(value)) return [item];
    problems.push(`${where(item)}: ${titleOf(item)} must be an object`);
    return [];
  });
}

/** The text of a value; undefined where it is not there. Anything else than text goes to `problems`. */
export function textIn(of: LocatedValue, problems: string[]): string | undefined {
  if (of.value === undefined || typeof of.value === 'string') return of.value;
  const scalar = typeof of.value === 'number' || typeof of.value === 'boolean';
  problems.push(
    `${where(of)}: ${titleOf(of)} must be a string${scalar ? `, not ${String(of.value)}: quote this value` : ''}`,
  );
  return undefined;
}

/** The place of a value: `file:line:col` where that is known. */
export function where(of: LocatedValue): string {
  return of.owner.at?.(of.path) ?? of.owner.where;
}

/** `Kind name: path.to[0].field` */
export function titleOf({ owner, path }: LocatedValue): string {
  const { kind, metadata } = owner.object;
  const steps = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return `${kind} ${typeof metadata.name === 'string' ? metadata.name : '(no name)'}: ${steps.replace(/^\./, '')}`;
}
