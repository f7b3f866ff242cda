import { type FieldPath, pathText, quoteHint, valueAt } from '../field-path.ts';
import { isObject } from '../json.ts';
import { titleOf } from '../k8s/object.ts';
import type { LocatedObject, Place } from '../payload/location.ts';

/** A value in an object of a payload's file. */
export type LocatedValue = {
  readonly value: unknown;
  readonly path: FieldPath;
  readonly owner: LocatedObject;
};

export function locatedValue(owner: LocatedObject): LocatedValue {
  return { value: owner.object, path: [], owner };
}

/** The field at that path below a value; its `value` is undefined where there is none. */
export function field(of: LocatedValue, ...keys: FieldPath): LocatedValue {
  return { ...of, value: valueAt(of.value, keys), path: [...of.path, ...keys] };
}

/** The items of a list; none where there is no list. Anything but a list of objects is reported in `problems`. */
export function objectsIn(of: LocatedValue, problems: string[]): readonly LocatedValue[] {
  if (of.value === undefined) return [];
  if (!Array.isArray(of.value)) {
    problems.push(`${placeOf(of)}: ${nameOf(of)} must be a list`);
    return [];
  }
  return of.value.flatMap((value: unknown, index) => {
    const item = field(of, index);
    if (isObject(value)) return [item];
    problems.push(`${placeOf(item)}: ${nameOf(item)} must be an object`);
    return [];
  });
}

/** A string; undefined where there is none. Anything but a string is reported in `problems`. */
export function textIn(of: LocatedValue, problems: string[]): string | undefined {
  if (of.value === undefined || typeof of.value === 'string') return of.value;
  problems.push(`${placeOf(of)}: ${nameOf(of)} must be a string${quoteHint(of.value)}`);
  return undefined;
}

/** The place of a value, or of the nearest one around it that is in the file. */
export function placeOf({ owner, path }: LocatedValue): Place {
  return owner.placeOf(path);
}

/** `Kind name: path.to[0].field` */
export function nameOf({ owner, path }: LocatedValue): string {
  return `${titleOf(owner.object)}: ${pathText(path)}`;
}
