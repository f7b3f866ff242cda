import type { KubeObject, ObjectRef } from '../core/k8s/object.ts';
import { SubpipeError } from '../errors.ts';
import type { Cluster, Collection, ContainerPlace, LiveCollection, Notify, Permission } from '../ports.ts';
import { type Answer, call, contentOf, type Link } from './api/calls.ts';
import { createOrGet, dryRunCreate } from './api/create.ts';
import type { Endpoint } from './auth/endpoint.ts';
import { isMissingObject, parseStatus, statusError } from './api/errors.ts';
import { followContainerLog } from './logs/follow-log.ts';
import { listAll } from './api/list.ts';
import { startLiveList } from './watch/live-list.ts';
import { deniedPermissions } from './api/permissions.ts';
import { objectPath, resourceOf } from './api/resources.ts';
import { type Target, targetOf } from './api/request-info.ts';
import type { Timings } from './api/timings.ts';

type ApiGroup = {
  readonly preferredVersion?: { readonly version: string };
  readonly versions?: readonly { readonly version: string }[];
};

// More than anybody reads in a failure's message, less than what fills the memory.
const maxLogBytes = 4 * 1024 * 1024;

/** The Cluster port over the Kubernetes REST API. */
export class KubeCluster implements Cluster {
  readonly #link: Link;
  readonly #closing = new AbortController();

  constructor(options: { readonly endpoint: Endpoint; readonly timings: Timings; readonly notify: Notify }) {
    this.#link = { ...options, contact: { made: false } };
  }

  get description(): string {
    const { server, source } = this.#link.endpoint;
    return `${server.href.replace(/\/$/, '')} (${source})`;
  }

  get defaultNamespace(): string {
    return this.#link.endpoint.defaultNamespace;
  }

  async servedVersions(group: string, signal: AbortSignal): Promise<readonly string[]> {
    const target = { verb: 'get', group: '', plural: `API group ${group}`, namespaced: false } as const;
    const request = { method: 'GET', path: `/apis/${group}`, target, expect: [404], repeatable: true } as const;
    const answer = await call(this.#link, request, this.#untilClosed(signal));
    if (answer.status === 404) {
      return [];
    }
    const { preferredVersion, versions = [] } = contentOf(answer, target) as ApiGroup;
    const preferred = preferredVersion === undefined ? [] : [preferredVersion.version];
    return [...new Set([...preferred, ...versions.map(({ version }) => version)])];
  }

  missingPermissions(wanted: readonly Permission[], signal: AbortSignal): Promise<readonly Permission[]> {
    return deniedPermissions(this.#link, wanted, this.#untilClosed(signal));
  }

  async get<T extends KubeObject>(ref: ObjectRef, signal: AbortSignal): Promise<T | undefined> {
    const { path, target } = this.#locate('get', ref);
    const request = { method: 'GET', path, target, expect: [404], repeatable: true } as const;
    return this.#found(await call(this.#link, request, this.#untilClosed(signal)), target) as T | undefined;
  }

  async list<T extends KubeObject>(collection: Collection, signal: AbortSignal): Promise<readonly T[]> {
    return (await listAll<T>(this.#link, collection, this.#untilClosed(signal))).items;
  }

  create<T extends KubeObject>(object: T, signal: AbortSignal): Promise<{ created: boolean; object: T }> {
    const get = (ref: ObjectRef) => this.get<T>(ref, signal);
    return createOrGet(this.#link, object, { get, signal: this.#untilClosed(signal) });
  }

  async createIfAbsent(object: KubeObject, signal: AbortSignal): Promise<{ created: boolean }> {
    const get = () => Promise.resolve(object);
    const { created } = await createOrGet(this.#link, object, { get, signal: this.#untilClosed(signal) });
    return { created };
  }

  dryRun(object: KubeObject, signal: AbortSignal): Promise<void> {
    return dryRunCreate(this.#link, object, this.#untilClosed(signal));
  }

  async mergePatch<T extends KubeObject>(ref: ObjectRef, patch: object, signal: AbortSignal): Promise<T | undefined> {
    const { path, target } = this.#locate('patch', ref);
    const request = {
      method: 'PATCH',
      path,
      body: JSON.stringify(patch),
      contentType: 'application/merge-patch+json',
      target,
      expect: [404],
      repeatable: true,
    } as const;
    return this.#found(await call(this.#link, request, this.#untilClosed(signal)), target) as T | undefined;
  }

  async delete(ref: ObjectRef, uid: string, signal: AbortSignal): Promise<void> {
    const { path, target } = this.#locate('delete', ref);
    const body = JSON.stringify({
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      preconditions: { uid },
      propagationPolicy: 'Background',
    });
    const request = { method: 'DELETE', path, body, target, expect: [404, 409], repeatable: true } as const;
    const answer = await call(this.#link, request, this.#untilClosed(signal));
    if (answer.status !== 409) {
      this.#found(answer, target);
      return;
    }
    // Another object of that name, or a namespace on its way out: both are what the caller wanted.
    const now = await this.get(ref, signal);
    if (now?.metadata.uid === uid && now.metadata.deletionTimestamp === undefined) {
      throw statusError(parseStatus(answer.status, answer.text), target, this.#link.endpoint);
    }
  }

  async logTail(pod: ContainerPlace & { readonly lines: number }, signal: AbortSignal): Promise<string> {
    const resource = resourceOf('v1', 'Pod');
    const ref = { apiVersion: 'v1', kind: 'Pod', namespace: pod.namespace, name: pod.name };
    const query = new URLSearchParams({
      container: pod.container,
      tailLines: String(pod.lines),
      limitBytes: String(maxLogBytes),
    });
    const path = `${objectPath(resource, ref)}/log?${query.toString()}`;
    const target = targetOf('get', resource, { ...ref, subresource: 'log' });
    return (await call(this.#link, { method: 'GET', path, target, repeatable: true }, this.#untilClosed(signal))).text;
  }

  followLog(pod: ContainerPlace, options: { onLine: (line: string) => void; signal: AbortSignal }): Promise<void> {
    return followContainerLog(this.#link, pod, { ...options, signal: this.#untilClosed(options.signal) });
  }

  watch<T extends KubeObject>(
    collection: Collection,
    options: { onChange: () => void; signal: AbortSignal },
  ): Promise<LiveCollection<T>> {
    const signal = this.#untilClosed(options.signal);
    return startLiveList<T>({ link: this.#link, collection, onChange: options.onChange, signal });
  }

  close(): Promise<void> {
    this.#closing.abort(new SubpipeError('interrupted', 'the connection to the cluster was closed'));
    this.#link.endpoint.close();
    return Promise.resolve();
  }

  #untilClosed(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, this.#closing.signal]);
  }

  #locate(verb: Target['verb'], ref: ObjectRef): { path: string; target: Target } {
    const resource = resourceOf(ref.apiVersion, ref.kind);
    return { path: objectPath(resource, ref), target: targetOf(verb, resource, ref) };
  }

  #found(answer: Answer, target: Target): unknown {
    if (answer.status !== 404) {
      return contentOf(answer, target);
    }
    if (!isMissingObject(answer.text)) {
      throw statusError(parseStatus(answer.status, answer.text), target, this.#link.endpoint);
    }
    return undefined;
  }
}
