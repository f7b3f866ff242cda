import { isObject, type JsonObject } from '../json.ts';
import { present } from '../present.ts';

/** The parts of any Kubernetes object that subpipe reads or writes. Everything else passes through untouched. */
export type ObjectMeta = {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
};

export type OwnerReference = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
};

export type KubeObject = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
};

/** An object whose other fields can be read, as `unknown`. Every KubeObject is one, without a cast. */
export type OpenObject = KubeObject & JsonObject;

/** A field that not every kind has, such as `spec`. */
export function fieldOf(object: OpenObject, name: string): unknown {
  return object[name];
}

/** Namespace and name of an object whose kind is clear from the context. */
export type NamespacedName = { readonly namespace: string; readonly name: string };

/** `namespace/name`, for messages and annotations only: code passes the reference itself. */
export function qualifiedName({ namespace, name }: NamespacedName): string {
  return `${namespace}/${name}`;
}

/** `namespace/name` of an object; either is empty where the object does not have it. */
export function qualifiedNameOf({ metadata: { namespace = '', name = '' } }: Pick<KubeObject, 'metadata'>): string {
  return qualifiedName({ namespace, name });
}

/** The address of an object that has a namespace. */
export type NamespacedRef = ObjectRef & { readonly namespace: string };

/** The address of an object; `namespace` is absent for cluster-scoped kinds. */
export type ObjectRef = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
};

/** `Kind name`, as messages call an object; the kind alone where the name is not a string. */
export function titleOf({ kind, metadata }: KubeObject): string {
  const name: unknown = metadata.name ?? metadata.generateName ?? '(no name)';
  return typeof name === 'string' ? `${kind} ${name}` : kind;
}

/** What to ask the API server for to get this object. */
export function refOf({ apiVersion, kind, metadata }: KubeObject): ObjectRef {
  const { name = '', namespace } = metadata;
  return { apiVersion, kind, name, ...present({ namespace }) };
}

/** The spec of any object; undefined where it has none. */
export function specOf(object: KubeObject): JsonObject | undefined {
  const spec = fieldOf(object, 'spec');
  return isObject(spec) ? spec : undefined;
}
