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
