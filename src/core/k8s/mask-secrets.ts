import { isObject } from '../json.ts';
import type { KubeObject, OpenObject } from './object.ts';

/** Stands for each value of a Secret. It is no base64, so no server takes a masked Secret for a real one. */
export const MASK = '***';

/** The object with the values of a Secret masked; its keys stay, and every other kind comes back as it is. */
export function maskSecret(object: KubeObject): KubeObject {
  if (object.kind !== 'Secret') return object;
  const { data, stringData }: OpenObject = object;
  return { ...object, ...masked('data', data), ...masked('stringData', stringData) };
}

function masked(field: string, values: unknown): Readonly<Record<string, unknown>> {
  if (!isObject(values)) return {};
  return { [field]: Object.fromEntries(Object.keys(values).map((key) => [key, MASK])) };
}
