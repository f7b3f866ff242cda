import { isObject, type JsonObject } from '../json.ts';

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

/** An object with its other fields in reach, none of which has a type. Every object is one: it takes no cast. */
export type OpenObject = KubeObject & JsonObject;

/** A field that not every kind has, such as `spec`. */
export function fieldOf(object: OpenObject, name: string): unknown {
  return object[name];
}

/** A namespaced object whose kind is known. */
export type NamespacedName = { readonly namespace: string; readonly name: string };

/** `namespace/name`, for messages and annotations; code passes the reference itself on. */
export function qualifiedName({ namespace, name }: NamespacedName): string {
  return `${namespace}/${name}`;
}

/** Where an object is that has a namespace. */
export type NamespacedRef = ObjectRef & { readonly namespace: string };

/** Where an object is; `namespace` is absent for cluster-scoped kinds. */
export type ObjectRef = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
};

/** Kind and name of an object, as messages call it; the kind alone of one whose name is no text. */
export function titleOf({ kind, metadata }: KubeObject): string {
  const name: unknown = metadata.name ?? metadata.generateName ?? '(no name)';
  return typeof name === 'string' ? `${kind} ${name}` : kind;
}

/** What to ask the API server for to get this object. */
export function refOf({ apiVersion, kind, metadata }: KubeObject): ObjectRef {
  const { name = '', namespace } = metadata;
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

/** The spec of any object; undefined where it has none. */
export function specOf(object: KubeObject): JsonObject | undefined {
  const spec = fieldOf(object, 'spec');
  return isObject(spec) ? spec : undefined;
}
