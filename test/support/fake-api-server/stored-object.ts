import type { KubeObject, ObjectMeta } from '../../../src/core/k8s/object.ts';

export type StoredMeta = ObjectMeta & {
  readonly generation?: number;
  readonly finalizers?: readonly string[];
};

/** Any object, all fields open: this server does not know what is in a spec. */
export type StoredObject = KubeObject & { readonly metadata: StoredMeta; readonly [field: string]: unknown };

export type EventType = 'ADDED' | 'MODIFIED' | 'DELETED';
