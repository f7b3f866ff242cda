import { isObject } from '../json.ts';
import type { Place } from '../payload/location.ts';
import { field, type LocatedValue, placeOf } from './located-value.ts';

export type Substitution = {
  readonly uid: string;
  readonly values: ReadonlyMap<string, string>;
  /** Names that the template's params have, with or without a value. */
  readonly declared: ReadonlySet<string>;
};

export type Substituted = {
  readonly value: unknown;
  /** Uses of params that have no value; they are left as they are. */
  readonly used: readonly { readonly name: string; readonly place: Place }[];
};

const REFERENCE = /\$\((?:(uid)|(tt\.)?params\.([^()]+))\)/g;

/** Keys that hold a pipeline or task with params of its own. */
const EMBEDDED: ReadonlySet<PropertyKey> = new Set(['pipelineSpec', 'taskSpec']);

/**
 * Puts values into all strings of a resource template, keys included: for `$(tt.params.x)`, for `$(params.x)` as Tekton
 * Triggers up to v0.10 and the hosted service have it, and for `$(uid)`. A value is not searched again, so it may hold
 * `$(...)` itself. All other variables are left for Tekton: also `$(params.x)` where the template has no param x, or
 * within an embedded pipeline or task that declares a param x itself.
 */
export function substitute(template: LocatedValue, { uid, values, declared }: Substitution): Substituted {
  const used: { name: string; place: Place }[] = [];

  const text = (source: string, at: LocatedValue, own: ReadonlySet<string>): string =>
    source.replace(REFERENCE, (reference: string, isUid: string | undefined, tt: string | undefined, name: string) => {
      if (isUid !== undefined) return uid;
      if (tt === undefined && (own.has(name) || !declared.has(name))) return reference;
      const value = values.get(name);
      if (value === undefined) used.push({ name, place: placeOf(at) });
      return value ?? reference;
    });

  const walk = (at: LocatedValue, own: ReadonlySet<string>): unknown => {
    const { value } = at;
    if (typeof value === 'string') return text(value, at, own);
    if (Array.isArray(value)) return value.map((_item, index) => walk(field(at, index), own));
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.keys(value).map((key) => {
        const inner = field(at, key);
        return [text(key, inner, own), walk(inner, EMBEDDED.has(key) ? withParamsOf(inner, own) : own)];
      }),
    );
  };

  return { value: walk(template, new Set()), used };
}

function withParamsOf(spec: LocatedValue, own: ReadonlySet<string>): ReadonlySet<string> {
  const params = field(spec, 'params').value;
  if (!Array.isArray(params)) return own;
  const names = params.flatMap((param: unknown) =>
    isObject(param) && typeof param['name'] === 'string' ? [param['name']] : [],
  );
  return new Set([...own, ...names]);
}
