import { type KubeObject, qualifiedNameOf } from '../../core/k8s/object.ts';

/**
 * The objects of a collection, as the server last sent them. Each method that may change them returns whether it did.
 */
export class LiveItems<T extends KubeObject> {
  readonly #byPlace = new Map<string, T>();
  #listed: readonly T[] | undefined;

  /** In the order in which they first came. The same array until something changes. */
  items(): readonly T[] {
    this.#listed ??= [...this.#byPlace.values()];
    return this.#listed;
  }

  put(object: T): boolean {
    const place = qualifiedNameOf(object);
    const known = this.#byPlace.get(place);
    // A resumed watch repeats events: the same version of an object is not a change.
    if (known !== undefined && isSameVersion(known, object)) {
      return false;
    }
    this.#byPlace.set(place, object);
    this.#listed = undefined;
    return true;
  }

  remove(object: T): boolean {
    const removed = this.#byPlace.delete(qualifiedNameOf(object));
    if (removed) {
      this.#listed = undefined;
    }
    return removed;
  }

  /** Takes a whole list: objects that are not in it are gone. */
  replace(objects: readonly T[]): boolean {
    const places = new Set(objects.map(qualifiedNameOf));
    const gone = this.items().filter((known) => !places.has(qualifiedNameOf(known)));
    const removed = gone.map((known) => this.remove(known));
    const changed = objects.map((object) => this.put(object));
    return removed.includes(true) || changed.includes(true);
  }
}

function isSameVersion(one: KubeObject, other: KubeObject): boolean {
  return (
    one.metadata.resourceVersion !== undefined &&
    one.metadata.resourceVersion === other.metadata.resourceVersion &&
    one.metadata.uid === other.metadata.uid
  );
}
