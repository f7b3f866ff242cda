import { type KubeObject, type ObjectRef, refOf } from '../../core/k8s/object.ts';
import { SubpipeError } from '../../errors.ts';
import { backoffMs } from './backoff.ts';
import { type ApiResponse, type ApiRequest, call, contentOf, type ApiClient, pause } from './calls.ts';
import { parseStatus, statusError } from './errors.ts';
import { collectionPath, requireNamespace, resourceOf } from './resources.ts';
import { requestInfoOf } from './request-info.ts';

type Created<T> = { readonly created: boolean; readonly object: T };

const MAX_CONFLICTS = 8;

/**
 * Creates an object, or gives the one that has its name already. Where the answer to a create was lost, the call is
 * repeated and finds the object of the first attempt: that is `created: false` as well, as the two cases cannot be
 * distinguished. The caller has to see from the object's labels whether it is its own.
 */
export async function createOrGet<T extends KubeObject>(
  client: ApiClient,
  object: T,
  options: { readonly get: (ref: ObjectRef) => Promise<T | undefined>; readonly abort: AbortSignal },
): Promise<Created<T>> {
  const request = createCall(object);
  for (let conflicts = 0; ; conflicts += 1) {
    const response = await call(client, request, options.abort);
    if (response.status !== 409) {
      return { created: true, object: contentOf(response, request.info) as T };
    }
    const existing = isAlreadyThere(response) && request.repeatable ? await options.get(refOf(object)) : undefined;
    if (existing !== undefined) {
      return { created: false, object: existing };
    }
    // It was deleted just now, or another writer was faster (quotas answer like this): a retry helps with both.
    if (conflicts === MAX_CONFLICTS) {
      throw statusError(parseStatus(response.status, response.text), request.info, client.endpoint);
    }
    await pause(backoffMs(conflicts, client.timings), options.abort);
  }
}

/**
 * A creation that ends after admission and validation:
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run
 */
export async function dryRunCreate(client: ApiClient, object: KubeObject, abort: AbortSignal): Promise<void> {
  const request = createCall(object);
  await call(client, { ...request, path: `${request.path}?dryRun=All`, expect: [], repeatable: true }, abort);
}

function createCall(object: KubeObject): ApiRequest {
  const { name, generateName, namespace } = object.metadata;
  const shown = name ?? generateName;
  if (shown === undefined || shown === '') {
    throw new SubpipeError('bad-input', `a ${object.kind} has no name and no generateName`);
  }
  const resource = resourceOf(object.apiVersion, object.kind);
  requireNamespace(resource, { kind: object.kind, name: shown, namespace });
  return {
    method: 'POST',
    path: collectionPath(resource, namespace),
    body: JSON.stringify(object),
    info: requestInfoOf('create', resource, { name: shown, namespace }),
    expect: [409],
    // An object with a name cannot be created twice.
    repeatable: name !== undefined,
  };
}

function isAlreadyThere(response: ApiResponse): boolean {
  return parseStatus(response.status, response.text).reason === 'AlreadyExists';
}
