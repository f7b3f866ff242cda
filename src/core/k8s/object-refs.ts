import type { FieldPath } from '../field-path.ts';
import { isObject } from '../json.ts';
import type { KubeObject } from './object.ts';

export type ReferredKind = 'ConfigMap' | 'Secret' | 'PersistentVolumeClaim' | 'ServiceAccount';

/** A reference from an object to another object of its namespace, by name. */
export type ObjectReference = {
  readonly kind: ReferredKind;
  readonly name: string;
  /** True where a pod starts without it. */
  readonly optional: boolean;
  /** A key that it must have; absent where no certain key is needed. */
  readonly key?: string;
  /** From the object that refers to the field that holds the name. */
  readonly path: FieldPath;
};

/** Fields that hold a reference as an object: the kind, and the keys of the name (a projected source has `secret: {name}`). */
const FIELDS: ReadonlyMap<string, readonly [ReferredKind, ...string[]]> = new Map([
  ['configMapKeyRef', ['ConfigMap', 'name']],
  ['configMapRef', ['ConfigMap', 'name']],
  ['configMap', ['ConfigMap', 'name']],
  ['secretKeyRef', ['Secret', 'name']],
  ['secretRef', ['Secret', 'name']],
  ['secret', ['Secret', 'secretName', 'name']],
  ['nodePublishSecretRef', ['Secret', 'name']],
  ['persistentVolumeClaim', ['PersistentVolumeClaim', 'claimName']],
]);

const PULL_SECRETS = 'imagePullSecrets';

/**
 * Every ConfigMap, Secret, PersistentVolumeClaim and ServiceAccount that an object names: in env, envFrom, volumes,
 * workspaces, pod templates, image pull secrets, and in a ServiceAccount's lists of Secrets. Values of params are not
 * searched: what looks like a reference there need not be one. A name with `$(...)` is known only at run time and is
 * left out.
 */
export function objectRefs(object: KubeObject): readonly ObjectReference[] {
  const { apiVersion: _apiVersion, kind: _kind, metadata: _metadata, ...rest } = object;
  return [...walk(rest, [])].filter(({ name }) => name !== '' && !name.includes('$('));
}

/** True for a Secret to pull images with: a pod whose images are public starts without it. */
export function isPullSecret({ path }: ObjectReference): boolean {
  return path.at(-3) === PULL_SECRETS;
}

function* walk(value: unknown, path: FieldPath): Generator<ObjectReference> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* walk(item, [...path, index]);
    return;
  }
  if (!isObject(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    const at = [...path, key];
    if (key === 'params') continue;
    if (key === 'serviceAccountName' && typeof inner === 'string') {
      yield { kind: 'ServiceAccount', name: inner, optional: false, path: at };
    } else if ((key === PULL_SECRETS || (key === 'secrets' && path.length === 0)) && Array.isArray(inner)) {
      yield* inner.flatMap((item: unknown, index) => named('Secret', item, ['name'], [...at, index]));
    } else {
      const [kind, ...names] = FIELDS.get(key) ?? [];
      if (kind !== undefined) yield* named(kind, inner, names, at);
      yield* walk(inner, at);
    }
  }
}

function named(kind: ReferredKind, value: unknown, fields: readonly string[], path: FieldPath): ObjectReference[] {
  if (!isObject(value)) return [];
  const field = fields.find((each) => typeof value[each] === 'string');
  if (field === undefined) return [];
  const { [field]: name, key, optional } = value;
  const base = { kind, name: String(name), optional: optional === true, path: [...path, field] };
  return [typeof key === 'string' ? { ...base, key } : base];
}
