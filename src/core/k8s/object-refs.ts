import type { FieldPath } from '../field-path.ts';
import { isObject } from '../json.ts';
import type { KubeObject } from './object.ts';

export type ReferredKind = 'ConfigMap' | 'Secret' | 'PersistentVolumeClaim' | 'ServiceAccount';

/** That something needs another object of its namespace, by name. */
export type ObjectReference = {
  readonly kind: ReferredKind;
  readonly name: string;
  /** The pod starts without it. */
  readonly optional: boolean;
  /** A key that must be in it; absent where any will do. */
  readonly key?: string;
  /** From the object that refers to the field that holds the name: who renames what is referred to writes there. */
  readonly path: FieldPath;
};

/** Fields that hold a reference as an object, with the key of the name in it. A projected source says `secret: {name}`. */
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
 * workspaces, pod templates, image pull secrets; a ServiceAccount in its own lists of Secrets too. Params may hold
 * whatever is in their values: they are not looked at. A name with `$(...)` in it is known to the run only, and is left out.
 */
export function objectRefs(object: KubeObject): readonly ObjectReference[] {
  const { apiVersion: _apiVersion, kind: _kind, metadata: _metadata, ...rest } = object;
  return [...walk(rest, [])].filter(({ name }) => name !== '' && !name.includes('$('));
}

/** A Secret to pull images with: a pod starts without it, if its images are public. */
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
