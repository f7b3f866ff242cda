import type { Kind } from './kinds.ts';
import type { EventType, StoredObject } from './stored-object.ts';

/** One change of the store. `before` is what the object was, absent for a new one. */
export type Change = {
  readonly version: number;
  readonly type: EventType;
  readonly kind: Kind;
  readonly object: StoredObject;
  readonly before: StoredObject | undefined;
};

/** All changes in order, with the resourceVersion as one counter for the whole server, as etcd has it. */
export class History {
  #version = 1000;
  #oldest = 1000;
  readonly #changes: Change[] = [];
  readonly #listeners = new Set<(change: Change) => void>();

  version(): number {
    return this.#version;
  }

  nextVersion(): number {
    this.#version += 1;
    return this.#version;
  }

  add(change: Change): void {
    this.#changes.push(change);
    for (const listener of [...this.#listeners]) {
      listener(change);
    }
  }

  /** Changes after a version, or undefined where they are forgotten. */
  since(version: number): readonly Change[] | undefined {
    return version < this.#oldest ? undefined : this.#changes.filter((change) => change.version > version);
  }

  /** Forgets all changes so far, as etcd's compaction does: older versions can no longer be watched from. */
  forget(): void {
    this.#version += 1;
    this.#oldest = this.#version;
    this.#changes.length = 0;
  }

  subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
