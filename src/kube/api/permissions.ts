import type { Permission } from '../../ports.ts';
import { call, contentOf, type ApiClient } from './calls.ts';

type Review = { readonly status?: { readonly allowed?: boolean } };

const REVIEWS_PATH = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const AT_ONCE = 8;

/**
 * Asks the API server about each permission, a few at the same time, and gives those that it denies, in the given
 * order.
 */
export async function deniedPermissions(
  client: ApiClient,
  wanted: readonly Permission[],
  abort: AbortSignal,
): Promise<readonly Permission[]> {
  const allowed = new Map<Permission, boolean>();
  const open = [...wanted];
  const worker = async () => {
    for (let next = open.shift(); next !== undefined; next = open.shift()) {
      allowed.set(next, await isAllowed(client, next, abort));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return wanted.filter((permission) => allowed.get(permission) !== true);
}

async function isAllowed(client: ApiClient, permission: Permission, abort: AbortSignal): Promise<boolean> {
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: permission },
  };
  const info = {
    verb: 'create',
    group: 'authorization.k8s.io',
    plural: 'selfsubjectaccessreviews',
    namespaced: false,
  } as const;
  const response = await call(
    client,
    { method: 'POST', path: REVIEWS_PATH, body: JSON.stringify(review), info, repeatable: true },
    abort,
  );
  return (contentOf(response, info) as Review).status?.allowed === true;
}
