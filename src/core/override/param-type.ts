import type { ParamSpec, ParamType, ParamValue } from '../tekton/types.ts';

/** Why Tekton would not take the value for the param, as half a sentence; undefined where it would. */
export function typeMismatch(spec: ParamSpec, value: ParamValue): string | undefined {
  const [declared, given] = [typeOf(spec), typeOfValue(value)];
  if (declared !== given) return `the param is of type ${declared}, the value is of type ${given}`;
  const lacking = lackingKeys(spec, value);
  return lacking.length === 0 ? undefined : `the value lacks keys of the param: ${lacking.join(', ')}`;
}

/**
 * The default with the value put in: Tekton takes a key that an object lacks from the default
 * (https://tekton.dev/docs/pipelines/tasks/#object-type-parameters), and so does whoever relies on the new default.
 */
export function newDefault(old: ParamValue | undefined, value: ParamValue): ParamValue {
  return isObjectValue(value) && old !== undefined && isObjectValue(old) ? { ...old, ...value } : value;
}

/** As Tekton infers it (ParamSpec.SetDefaults, v1.15): the type, else properties, else the default's type, else string. */
function typeOf({ type, properties, default: value }: ParamSpec): ParamType {
  if (type !== undefined) return type;
  if (properties !== undefined) return 'object';
  return value === undefined ? 'string' : typeOfValue(value);
}

function typeOfValue(value: ParamValue): ParamType {
  if (typeof value === 'string') return 'string';
  return Array.isArray(value) ? 'array' : 'object';
}

function lackingKeys({ properties = {}, default: old }: ParamSpec, value: ParamValue): readonly string[] {
  if (!isObjectValue(value)) return [];
  const given = newDefault(old, value);
  return Object.keys(properties).filter((key) => !Object.hasOwn(given as object, key));
}

function isObjectValue(value: ParamValue): value is Readonly<Record<string, string>> {
  return typeOfValue(value) === 'object';
}
