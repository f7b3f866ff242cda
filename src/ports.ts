import type { KubeObject, ObjectRef } from './core/k8s/object.ts';
import type { Log } from './core/log.ts';
import type { NoticeCode } from './core/log-codes.ts';
import type { Payload, PayloadResult } from './core/payload/payload.ts';
import type { RunNode } from './core/tree/tree.ts';

/** Objects of one kind that carry certain labels, in one namespace or in all; an empty `labelSelector` means any. */
export type Collection = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly labelSelector: string;
  /**
   * Such as `metadata.name=build-7`; of custom resources servers select by `metadata.name` and `metadata.namespace`.
   */
  readonly fieldSelector?: string;
};

/** One container of a pod. */
export type ContainerPlace = { readonly namespace: string; readonly name: string; readonly container: string };

/** One permission, as a Role rule would give it. `namespace` absent means in all namespaces. */
export type Permission = {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly name?: string;
  readonly namespace?: string;
};

/**
 * A collection that keeps itself up to date until its AbortSignal fires. `items` is complete from the moment that
 * `watch` resolves. An API server that goes away is retried for ever. Once `failure` is set, the collection is not kept
 * up to date any more: after what no retry fixes (a refusal that lasts, a kind no longer served), or when `onChange`
 * threw.
 */
export interface LiveCollection<T extends KubeObject> {
  items(): readonly T[];
  failure(): Error | undefined;
}

/**
 * Reports what an operator should know although it stops nothing: a stable code for programs, a sentence for people.
 */
export type Notify = (code: NoticeCode, message: string) => void;

/**
 * The Kubernetes API as the use cases see it. Every call is bounded in time, retried where that is safe, and
 * throws SubpipeError: `not-allowed` names verb, resource and namespace (hint: the rule to add), `unreachable` names
 * the server, `bad-input`, `conflict` and `api` carry the server's own reason. Once its signal has fired, a call
 * throws the signal's reason.
 */
export interface Cluster {
  /** The API server's address and where the credentials come from, for people to read. */
  readonly description: string;
  /** The namespace of the kubeconfig's context or of the ServiceAccount. */
  readonly defaultNamespace: string;
  /** Versions that the server serves of an API group, preferred first; empty where the group is not served. */
  servedVersions(group: string, abort: AbortSignal): Promise<readonly string[]>;
  /** Those of the permissions that this identity does not have. */
  missingPermissions(wanted: readonly Permission[], abort: AbortSignal): Promise<readonly Permission[]>;
  get<T extends KubeObject>(ref: ObjectRef, abort: AbortSignal): Promise<T | undefined>;
  list<T extends KubeObject>(collection: Collection, abort: AbortSignal): Promise<readonly T[]>;
  /**
   * Creates the object; where one of that name exists already, gives that one, with `created: false`: it may be
   * somebody else's, being deleted, or made by this very call when an answer was lost. Its labels and uid say which.
   */
  create<T extends KubeObject>(
    object: T,
    abort: AbortSignal,
  ): Promise<{ readonly created: boolean; readonly object: T }>;
  /** Creates the object unless one of that name exists, which is not read: that needs no right but `create`. */
  createIfAbsent(object: KubeObject, abort: AbortSignal): Promise<{ readonly created: boolean }>;
  /**
   * Lets the server check the creation of an object, admission included, without creating it. Throws what `create`
   * would throw, and `conflict` where an object of that name exists.
   */
  dryRun(object: KubeObject, abort: AbortSignal): Promise<void>;
  /** Applies a JSON merge patch; undefined where the object does not exist. */
  mergePatch<T extends KubeObject>(ref: ObjectRef, patch: object, abort: AbortSignal): Promise<T | undefined>;
  /** Deletes the object if it is still the one with that uid; an object that is gone already is fine. */
  delete(ref: ObjectRef, uid: string, abort: AbortSignal): Promise<void>;
  /** The last lines of a container's log, at most 4 MB; `api` where the pod or its log is not there (yet). */
  logTail(pod: ContainerPlace & { readonly lines: number }, abort: AbortSignal): Promise<string>;
  /**
   * Gives the lines of a container's log as they are written, from the first on, and resolves when the log has ended.
   * `unreachable` where the connection broke; never repeated by itself. Lines come without their ends (`\n`, `\r\n`,
   * `\r`); those over 64 K characters come in pieces. What `onLine` throws ends it.
   */
  followLog(pod: ContainerPlace, options: { onLine: (line: string) => void; abort: AbortSignal }): Promise<void>;
  /**
   * Lists, then watches. `onChange` is called after any change of `items` or `failure`, never before `watch` resolves;
   * for a deletion that is watched twice, with the last state of the object and without it.
   */
  watch<T extends KubeObject>(
    collection: Collection,
    options: { onChange: () => void; abort: AbortSignal },
  ): Promise<LiveCollection<T>>;
  close(): Promise<void>;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`, or at once when the signal fires. */
  sleep(ms: number, abort: AbortSignal): Promise<void>;
}

export interface TreeView {
  /** Shows the tree as it is now; called often, also when nothing has changed. */
  draw(tree: RunNode): void;
}

/** Everything that a run reports. */
export interface Reporter extends TreeView, Log {}

/** What a run launches: payloads that the target was applied to. */
export interface LaunchPayloads {
  /** With the entry document's overrides. */
  readonly main: Payload;
  /** The payload of a mapping name or file that a signal names; the signal's overrides are not applied. */
  find(name: string): Promise<Found>;
}

export type Found = PayloadResult;

/** The payloads of pipeline names. */
export interface Catalog {
  /** The payload of a mapping name; a name without a mapping is a file in the payload folder. */
  find(name: string): Promise<Found>;
}
