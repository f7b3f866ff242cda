import { isObject } from '../json.ts';
import type { KubeObject } from './object.ts';

export type ReferredKind = 'ConfigMap' | 'Secret' | 'PersistentVolumeClaim' | 'ServiceAccount';

/** That something needs another object of its namespace, by name. */
export type Reference = {
  readonly kind: ReferredKind;
  readonly name: string;
  /** The pod starts without it. */
  readonly optional: boolean;
  /** Where it is said: `spec.steps[0].env[1].valueFrom.secretKeyRef` */
  readonly path: string;
};

/** Fields that hold a reference as an object, with the key of the name in it. A projected source says `secret: {name}`. */
const FIELDS: Readonly<Record<string, readonly [ReferredKind, ...string[]]>> = {
  configMapKeyRef: ['ConfigMap', 'name'],
  configMapRef: ['ConfigMap', 'name'],
  configMap: ['ConfigMap', 'name'],
  secretKeyRef: ['Secret', 'name'],
  secretRef: ['Secret', 'name'],
  secret: ['Secret', 'secretName', 'name'],
  nodePublishSecretRef: ['Secret', 'name'],
  persistentVolumeClaim: ['PersistentVolumeClaim', 'claimName'],
};

/**
 * Every ConfigMap, Secret, PersistentVolumeClaim and ServiceAccount that an object names: in env, envFrom, volumes,
 * workspaces, pod templates, image pull secrets; a ServiceAccount in its own lists of Secrets too. Params may hold
 * whatever is in their values: they are not looked at. A name with `$(...)` in it is known to the run only, and is left out.
 */
export function references(object: KubeObject): readonly Reference[] {
  const { apiVersion: _apiVersion, kind: _kind, metadata: _metadata, ...rest } = object;
  const found = [...walk(rest, '')];
  return found.filter(({ name }) => name !== '' && !name.includes('$('));
}

function* walk(value: unknown, path: string): Generator<Reference> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* walk(item, `${path}[${index}]`);
    return;
  }
  if (!isObject(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    const at = path === '' ? key : `${path}.${key}`;
    if (key === 'params') continue;
    if (key === 'serviceAccountName' && typeof inner === 'string') {
      yield { kind: 'ServiceAccount', name: inner, optional: false, path: at };
    } else if ((key === 'imagePullSecrets' || (key === 'secrets' && path === '')) && Array.isArray(inner)) {
      yield* inner.flatMap((item: unknown, index) => named('Secret', item, ['name'], `${at}[${index}]`));
    } else {
      const [kind, ...names] = FIELDS[key] ?? [];
      if (kind !== undefined) yield* named(kind, inner, names, at);
      yield* walk(inner, at);
    }
  }
}

function named(kind: ReferredKind, value: unknown, keys: readonly string[], path: string): Reference[] {
  if (!isObject(value)) return [];
  const name = keys.map((key) => value[key]).find((each) => typeof each === 'string');
  return name === undefined ? [] : [{ kind, name, optional: value['optional'] === true, path }];
}
