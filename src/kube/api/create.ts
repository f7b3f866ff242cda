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
 * Creates an object, or gives the one that has its name already. A create whose answer was lost is sent again and
 * then finds what the first one made: that counts as `created: false`, because nothing tells the two apart.
 * The caller looks at the object's labels to see whether it is its own.
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
    // It was deleted just now, or another writer came between (quotas answer so): both pass.
    if (conflicts === MAX_CONFLICTS) {
      throw statusError(parseStatus(response.status, response.text), request.info, client.endpoint);
    }
    await pause(backoffMs(conflicts, client.timings), options.abort);
  }
}

/** A creation that only passes through admission and validation: https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run */
export async function dryRunCreate(client: ApiClient, object: KubeObject, abort: AbortSignal): Promise<void> {
  const request = createCall(object);
  await call(client, { ...request, path: `${request.path}?dryRun=All`, expect: [], repeatable: true }, abort);
}

function createCall(object: KubeObject): ApiRequest {
  const { name, generateName, namespace } = object.metadata;
  const shown = name ?? generateName;
  if (shown === undefined || shown === '') {
    throw new SubpipeError('bad-input', `a ${object.kind} has neither name nor generateName`);
  }
  const resource = resourceOf(object.apiVersion, object.kind);
  requireNamespace(resource, { kind: object.kind, name: shown, namespace });
  return {
    method: 'POST',
    path: collectionPath(resource, namespace),
    body: JSON.stringify(object),
    info: requestInfoOf('create', resource, { name: shown, namespace }),
    expect: [409],
    // With a name of its own, a second one cannot come to be.
    repeatable: name !== undefined,
  };
}

function isAlreadyThere(response: ApiResponse): boolean {
  return parseStatus(response.status, response.text).reason === 'AlreadyExists';
}
