import type { ParamSpec, ParamType, ParamValue } from '../tekton/types.ts';

/** Why Tekton would refuse the value for the param, as half a sentence; undefined where it would not. */
export function typeMismatch(spec: ParamSpec, value: ParamValue): string | undefined {
  const [declared, given] = [typeOf(spec), typeOfValue(value)];
  if (declared !== given) return `the param is of type ${declared}, the value is of type ${given}`;
  const missing = missingKeys(spec, value);
  return missing.length === 0 ? undefined : `keys of the param are missing in the value: ${missing.join(', ')}`;
}

/**
 * The new default of a param. Of an object the keys that the value does not have are kept, for Tekton takes them from
 * the default as well (https://tekton.dev/docs/pipelines/tasks/#object-type-parameters).
 */
export function newDefault(old: ParamValue | undefined, value: ParamValue): ParamValue {
  return isObjectValue(value) && old !== undefined && isObjectValue(old) ? { ...old, ...value } : value;
}

/**
 * As Tekton infers it (ParamSpec.SetDefaults, v1.15): the type, else properties, else the default's type, else string.
 */
function typeOf({ type, properties, default: value }: ParamSpec): ParamType {
  if (type !== undefined) return type;
  if (properties !== undefined) return 'object';
  return value === undefined ? 'string' : typeOfValue(value);
}

function typeOfValue(value: ParamValue): ParamType {
  if (typeof value === 'string') return 'string';
  return Array.isArray(value) ? 'array' : 'object';
}

function missingKeys({ properties = {}, default: old }: ParamSpec, value: ParamValue): readonly string[] {
  if (!isObjectValue(value)) return [];
  const given = newDefault(old, value);
  return Object.keys(properties).filter((key) => !Object.hasOwn(given as object, key));
}

function isObjectValue(value: ParamValue): value is Readonly<Record<string, string>> {
  return typeOfValue(value) === 'object';
}
