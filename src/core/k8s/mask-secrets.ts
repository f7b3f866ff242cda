import { isObject } from '../json.ts';
import type { KubeObject, OpenObject } from './object.ts';

/** Takes the place of each value of a Secret. It is not base64, so a server refuses a masked Secret. */
export const MASK = '***';

/** A Secret with its values masked and its keys kept; an object of any other kind comes back as it is. */
export function maskSecret(object: KubeObject): KubeObject {
  if (object.kind !== 'Secret') return object;
  const { data, stringData }: OpenObject = object;
  return { ...object, ...masked('data', data), ...masked('stringData', stringData) };
}

function masked(field: string, values: unknown): Readonly<Record<string, unknown>> {
  if (!isObject(values)) return {};
  return { [field]: Object.fromEntries(Object.keys(values).map((key) => [key, MASK])) };
}
