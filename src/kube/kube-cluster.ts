import type { KubeObject, ObjectRef } from '../core/k8s/object.ts';
import { SubpipeError } from '../errors.ts';
import type { Cluster, Collection, ContainerPlace, LiveCollection, Notify, Permission } from '../ports.ts';
import { type ApiResponse, call, contentOf, type ApiClient } from './api/calls.ts';
import { createOrGet, dryRunCreate } from './api/create.ts';
import type { Endpoint } from './auth/endpoint.ts';
import { isMissingObject, parseStatus, statusError } from './api/errors.ts';
import { followContainerLog } from './logs/follow-log.ts';
import { listAll } from './api/list.ts';
import { startLiveList } from './watch/live-list.ts';
import { deniedPermissions } from './api/permissions.ts';
import { objectPath, resourceOf } from './api/resources.ts';
import { type RequestInfo, requestInfoOf } from './api/request-info.ts';
import type { Timings } from './api/timings.ts';

type ApiGroup = {
  readonly preferredVersion?: { readonly version: string };
  readonly versions?: readonly { readonly version: string }[];
};

/** More than anybody reads of a failure, and little enough for the memory. */
const MAX_LOG_BYTES = 4 * 1024 * 1024;

/** The Cluster port over the Kubernetes REST API. */
export class KubeCluster implements Cluster {
  readonly #client: ApiClient;
  readonly #closing = new AbortController();

  constructor(options: { readonly endpoint: Endpoint; readonly timings: Timings; readonly notify: Notify }) {
    this.#client = { ...options, contact: { made: false } };
  }

  get description(): string {
    const { server, source } = this.#client.endpoint;
    return `${server.href.replace(/\/$/, '')} (${source})`;
  }

  get defaultNamespace(): string {
    return this.#client.endpoint.defaultNamespace;
  }

  async servedVersions(group: string, abort: AbortSignal): Promise<readonly string[]> {
    const info = { verb: 'get', group: '', plural: `API group ${group}`, namespaced: false } as const;
    const request = { method: 'GET', path: `/apis/${group}`, info, expect: [404], repeatable: true } as const;
    const response = await call(this.#client, request, this.#untilClosed(abort));
    if (response.status === 404) {
      return [];
    }
    const { preferredVersion, versions = [] } = contentOf(response, info) as ApiGroup;
    const preferred = preferredVersion === undefined ? [] : [preferredVersion.version];
    return [...new Set([...preferred, ...versions.map(({ version }) => version)])];
  }

  missingPermissions(wanted: readonly Permission[], abort: AbortSignal): Promise<readonly Permission[]> {
    return deniedPermissions(this.#client, wanted, this.#untilClosed(abort));
  }

  async get<T extends KubeObject>(ref: ObjectRef, abort: AbortSignal): Promise<T | undefined> {
    const { path, info } = this.#locate('get', ref);
    const request = { method: 'GET', path, info, expect: [404], repeatable: true } as const;
    return this.#found(await call(this.#client, request, this.#untilClosed(abort)), info) as T | undefined;
  }

  async list<T extends KubeObject>(collection: Collection, abort: AbortSignal): Promise<readonly T[]> {
    return (await listAll<T>(this.#client, collection, this.#untilClosed(abort))).items;
  }

  create<T extends KubeObject>(object: T, abort: AbortSignal): Promise<{ created: boolean; object: T }> {
    const get = (ref: ObjectRef) => this.get<T>(ref, abort);
    return createOrGet(this.#client, object, { get, abort: this.#untilClosed(abort) });
  }

  async createIfAbsent(object: KubeObject, abort: AbortSignal): Promise<{ created: boolean }> {
    const get = () => Promise.resolve(object);
    const { created } = await createOrGet(this.#client, object, { get, abort: this.#untilClosed(abort) });
    return { created };
  }

  dryRun(object: KubeObject, abort: AbortSignal): Promise<void> {
    return dryRunCreate(this.#client, object, this.#untilClosed(abort));
  }

  async mergePatch<T extends KubeObject>(ref: ObjectRef, patch: object, abort: AbortSignal): Promise<T | undefined> {
    const { path, info } = this.#locate('patch', ref);
    const request = {
      method: 'PATCH',
      path,
      body: JSON.stringify(patch),
      contentType: 'application/merge-patch+json',
      info,
      expect: [404],
      repeatable: true,
    } as const;
    return this.#found(await call(this.#client, request, this.#untilClosed(abort)), info) as T | undefined;
  }

  async delete(ref: ObjectRef, uid: string, abort: AbortSignal): Promise<void> {
    const { path, info } = this.#locate('delete', ref);
    const body = JSON.stringify({
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      preconditions: { uid },
      propagationPolicy: 'Background',
    });
    const request = { method: 'DELETE', path, body, info, expect: [404, 409], repeatable: true } as const;
    const response = await call(this.#client, request, this.#untilClosed(abort));
    if (response.status !== 409) {
      this.#found(response, info);
      return;
    }
    // With another object of that name, or a namespace that is being deleted, the caller has what it wanted.
    const now = await this.get(ref, abort);
    if (now?.metadata.uid === uid && now.metadata.deletionTimestamp === undefined) {
      throw statusError(parseStatus(response.status, response.text), info, this.#client.endpoint);
    }
  }

  async logTail(pod: ContainerPlace & { readonly lines: number }, abort: AbortSignal): Promise<string> {
    const resource = resourceOf('v1', 'Pod');
    const ref = { apiVersion: 'v1', kind: 'Pod', namespace: pod.namespace, name: pod.name };
    const query = new URLSearchParams({
      container: pod.container,
      tailLines: String(pod.lines),
      limitBytes: String(MAX_LOG_BYTES),
    });
    const path = `${objectPath(resource, ref)}/log?${query.toString()}`;
    const info = requestInfoOf('get', resource, { ...ref, subresource: 'log' });
    return (await call(this.#client, { method: 'GET', path, info, repeatable: true }, this.#untilClosed(abort))).text;
  }

  followLog(pod: ContainerPlace, options: { onLine: (line: string) => void; abort: AbortSignal }): Promise<void> {
    return followContainerLog(this.#client, pod, { ...options, abort: this.#untilClosed(options.abort) });
  }

  watch<T extends KubeObject>(
    collection: Collection,
    options: { onChange: () => void; abort: AbortSignal },
  ): Promise<LiveCollection<T>> {
    const abort = this.#untilClosed(options.abort);
    return startLiveList<T>({ client: this.#client, collection, onChange: options.onChange, abort });
  }

  close(): Promise<void> {
    this.#closing.abort(new SubpipeError('interrupted', 'the connection to the cluster was closed'));
    this.#client.endpoint.close();
    return Promise.resolve();
  }

  #untilClosed(abort: AbortSignal): AbortSignal {
    return AbortSignal.any([abort, this.#closing.signal]);
  }

  #locate(verb: RequestInfo['verb'], ref: ObjectRef): { path: string; info: RequestInfo } {
    const resource = resourceOf(ref.apiVersion, ref.kind);
    return { path: objectPath(resource, ref), info: requestInfoOf(verb, resource, ref) };
  }

  #found(response: ApiResponse, info: RequestInfo): unknown {
    if (response.status !== 404) {
      return contentOf(response, info);
    }
    if (!isMissingObject(response.text)) {
      throw statusError(parseStatus(response.status, response.text), info, this.#client.endpoint);
    }
    return undefined;
  }
}
