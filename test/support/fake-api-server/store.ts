import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { History } from './history.ts';
import { type Kind, kindNamed } from './kinds.ts';
import { applyMergePatch } from './merge-patch.ts';
import { alreadyExists, conflict, notFound, terminating } from './statuses.ts';
import type { EventType, StoredMeta, StoredObject } from './stored-object.ts';
import { validate } from './validation.ts';

export type Place = { readonly kind: Kind; readonly namespace?: string | undefined; readonly name: string };

/**
 * The objects, with the rules that hold for all kinds. Objects go in and out as copies. Refuses by throwing Refusal.
 * Background work (namespaces, owners) happens a tick later, as controllers do it after the answer.
 */
export class Store {
  readonly history = new History();
  readonly #objects = new Map<string, StoredObject>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  find(place: Place): StoredObject | undefined {
    const found = this.#objects.get(keyOf(place));
    return found === undefined ? undefined : structuredClone(found);
  }

  get(place: Place): StoredObject {
    const found = this.find(place);
    if (found === undefined) {
      throw notFound(place.kind, place.name);
    }
    return found;
  }

  /** Objects of a kind in the order of their keys, as etcd gives them. */
  list(kind: Kind, namespace?: string): readonly StoredObject[] {
    const prefix = keyOf({ kind, name: '', namespace: '' }).slice(0, -1);
    return [...this.#objects.entries()]
      .filter(([key]) => key.startsWith(prefix))
      .filter(([, object]) => namespace === undefined || object.metadata.namespace === namespace)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([, object]) => structuredClone(object));
  }

  create(
    kind: Kind,
    given: StoredObject,
    options: { readonly keepStatus: boolean; readonly dryRun?: boolean },
  ): StoredObject {
    const { generateName = '' } = given.metadata;
    const name = given.metadata.name ?? generateName + randomUUID().slice(0, 5);
    const { namespace } = given.metadata;
    this.#checkNamespace(kind, name, namespace);
    if (this.find({ kind, namespace, name }) !== undefined) {
      throw alreadyExists(kind, name);
    }
    const { status, ...rest } = structuredClone(given);
    const metadata: StoredMeta = {
      ...rest.metadata,
      name,
      uid: randomUUID(),
      generation: 1,
      creationTimestamp: this.#timestamp(),
    };
    const labelled =
      kind.kind === 'Namespace'
        ? { ...metadata, labels: { ...metadata.labels, 'kubernetes.io/metadata.name': name } }
        : metadata;
    const active = kind.kind === 'Namespace' ? { status: { phase: 'Active' } } : {};
    const kept = status !== undefined && (options.keepStatus || !kind.hasStatus) ? { status } : {};
    const object: StoredObject = { ...rest, metadata: labelled, ...active, ...kept };
    validate(kind, object);
    if (options.dryRun === true) return object;
    const stored = this.#write('ADDED', kind, object, undefined);
    this.#collectLater();
    return stored;
  }

  /** Applies a merge patch; `part` says whether it is about the object or about its status subresource. */
  patch(place: Place, patch: unknown, part: 'object' | 'status'): StoredObject {
    const before = this.get(place);
    const patched = applyMergePatch(before, patch) as StoredObject;
    const wanted = patched.metadata.resourceVersion;
    if (wanted !== before.metadata.resourceVersion) {
      throw conflict(
        place.kind,
        place.name,
        'the object has been modified; please apply your changes to the latest version',
      );
    }
    const after =
      part === 'status'
        ? { ...before, status: patched['status'] }
        : this.#withoutStatusChange(place.kind, before, patched);
    return this.#replace(place.kind, before, after);
  }

  /** Puts the object in as it is, status and all; what is there already keeps its uid. For tests. */
  put(kind: Kind, object: StoredObject): StoredObject {
    const { name = '', namespace } = object.metadata;
    const before = this.find({ kind, namespace, name });
    if (before === undefined) {
      return this.create(kind, object, { keepStatus: true });
    }
    const { uid, creationTimestamp, resourceVersion, generation } = before.metadata;
    const kept = Object.fromEntries(
      Object.entries({ uid, creationTimestamp, resourceVersion, generation }).filter(
        ([, value]) => value !== undefined,
      ),
    );
    return this.#replace(kind, before, { ...structuredClone(object), metadata: { ...object.metadata, ...kept } });
  }

  /** Deletes now, or marks for deletion what has finalizers or is a namespace. */
  delete(place: Place, preconditions: { readonly uid?: string | undefined } = {}): StoredObject {
    const object = this.get(place);
    const { uid = '' } = object.metadata;
    if (preconditions.uid !== undefined && preconditions.uid !== uid) {
      const why = `Precondition failed: UID in precondition: ${preconditions.uid}, UID in object meta: ${uid}`;
      throw conflict(place.kind, place.name, why);
    }
    const isNamespace = place.kind.kind === 'Namespace';
    if (isNamespace && object.metadata.deletionTimestamp !== undefined) {
      const why = 'The system is ensuring all content is removed from this namespace.';
      throw conflict(place.kind, place.name, why);
    }
    if (isNamespace || (object.metadata.finalizers ?? []).length > 0) {
      return this.#markDeleted(place, object);
    }
    return this.#remove(place.kind, object);
  }

  #markDeleted(place: Place, object: StoredObject): StoredObject {
    const isNamespace = place.kind.kind === 'Namespace';
    const deletionTimestamp = object.metadata.deletionTimestamp ?? this.#timestamp();
    const marked = this.#replace(place.kind, object, {
      ...object,
      metadata: { ...object.metadata, deletionTimestamp },
      ...(isNamespace ? { status: { phase: 'Terminating' } } : {}),
    });
    if (isNamespace) {
      setImmediate(() => this.#emptyNamespace(place));
    }
    return marked;
  }

  #emptyNamespace(place: Place): void {
    const contents = [...this.#objects.values()].filter(({ metadata }) => metadata.namespace === place.name);
    for (const object of contents) {
      const { name = '', namespace, deletionTimestamp } = object.metadata;
      if (deletionTimestamp === undefined) {
        this.delete({ kind: kindNamed(object.kind), namespace, name });
      }
    }
    const isEmpty = ![...this.#objects.values()].some(({ metadata }) => metadata.namespace === place.name);
    const namespace = this.find(place);
    if (isEmpty && namespace !== undefined) {
      this.#remove(place.kind, namespace);
    }
  }

  #remove(kind: Kind, object: StoredObject): StoredObject {
    const { namespace, name = '' } = object.metadata;
    this.#objects.delete(keyOf({ kind, namespace, name }));
    const gone = stamp(object, this.history.nextVersion());
    this.history.add({ version: this.history.version(), type: 'DELETED', kind, object: gone, before: object });
    this.#collectLater();
    return gone;
  }

  #replace(kind: Kind, before: StoredObject, after: StoredObject): StoredObject {
    if (isSame(before, after)) {
      return before;
    }
    validate(kind, after);
    const isNewSpec = !isSame(before['spec'], after['spec']);
    const generation = (before.metadata.generation ?? 1) + (isNewSpec ? 1 : 0);
    const stored = this.#write('MODIFIED', kind, { ...after, metadata: { ...after.metadata, generation } }, before);
    const isReleased =
      stored.metadata.deletionTimestamp !== undefined && (stored.metadata.finalizers ?? []).length === 0;
    if (!isReleased || kind.kind === 'Namespace') {
      return stored;
    }
    const gone = this.#remove(kind, stored);
    this.#finishNamespace(stored.metadata.namespace);
    return gone;
  }

  #finishNamespace(name: string | undefined): void {
    const kind = kindNamed('Namespace');
    const namespace = name === undefined ? undefined : this.find({ kind, name });
    if (name !== undefined && namespace?.metadata.deletionTimestamp !== undefined) {
      setImmediate(() => this.#emptyNamespace({ kind, name }));
    }
  }

  #write(type: EventType, kind: Kind, object: StoredObject, before: StoredObject | undefined): StoredObject {
    const stored = stamp(object, this.history.nextVersion());
    const { namespace, name = '' } = stored.metadata;
    this.#objects.set(keyOf({ kind, namespace, name }), stored);
    this.history.add({ version: this.history.version(), type, kind, object: structuredClone(stored), before });
    return structuredClone(stored);
  }

  #withoutStatusChange(kind: Kind, before: StoredObject, patched: StoredObject): StoredObject {
    if (!kind.hasStatus) {
      return patched;
    }
    return { ...patched, status: before['status'] };
  }

  #checkNamespace(kind: Kind, name: string, namespace: string | undefined): void {
    if (!kind.namespaced) {
      return;
    }
    const found = this.get({ kind: kindNamed('Namespace'), name: namespace ?? '' });
    if (found.metadata.deletionTimestamp !== undefined) {
      throw terminating(kind, name, namespace ?? '');
    }
  }

  // An object goes when none of its owners is left, also where they were gone before it came.
  #collectLater(): void {
    setImmediate(() => {
      const uids = new Set([...this.#objects.values()].map(({ metadata }) => metadata.uid));
      const orphans = [...this.#objects.values()].filter(({ metadata }) => {
        const owners = metadata.ownerReferences ?? [];
        return (
          owners.length > 0 && metadata.deletionTimestamp === undefined && !owners.some(({ uid }) => uids.has(uid))
        );
      });
      for (const { kind, metadata } of orphans) {
        this.delete({ kind: kindNamed(kind), namespace: metadata.namespace, name: metadata.name ?? '' });
      }
    });
  }

  /** In whole seconds, as Kubernetes has it. */
  #timestamp(): string {
    return new Date(this.#now()).toISOString().replace(/\.\d+Z$/, 'Z');
  }
}

function keyOf({ kind, namespace, name }: Place): string {
  return `${kind.group}/${kind.plural}/${namespace ?? ''}/${name}`;
}

function stamp(object: StoredObject, version: number): StoredObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
}

// Cloned first, because jest runs tests in a realm of its own and objects of two realms never count as equal.
function isSame(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(structuredClone(one), structuredClone(other));
}
