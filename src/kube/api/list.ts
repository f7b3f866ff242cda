import type { KubeObject } from '../../core/k8s/object.ts';
import type { Collection } from '../../ports.ts';
import { call, contentOf, type ApiClient } from './calls.ts';
import { collectionPath, type Resource, resourceOf } from './resources.ts';
import { selectorsOf } from './selectors.ts';
import { requestInfoOf } from './request-info.ts';

/** All objects of a collection at one moment; a watch that starts from `resourceVersion` misses no change. */
export type Listing<T extends KubeObject> = {
  readonly items: readonly T[];
  readonly resourceVersion: string;
};

type Page = {
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items?: readonly KubeObject[];
};

const PAGE_SIZE = 500;

/**
 * Lists page by page. Where a continue token expires before the end, the list is made again, this time in one piece.
 */
export async function listAll<T extends KubeObject>(
  client: ApiClient,
  collection: Collection,
  abort: AbortSignal,
): Promise<Listing<T>> {
  const resource = resourceOf(collection.apiVersion, collection.kind);
  let items: T[] = [];
  let query = new URLSearchParams({ ...selectorsOf(collection), limit: String(PAGE_SIZE) });
  for (;;) {
    const page = await listPage(client, resource, { collection, query }, abort);
    query = new URLSearchParams(selectorsOf(collection));
    if (page === 'expired') {
      items = [];
      continue;
    }
    // The API server leaves apiVersion and kind out of the items of core lists.
    const { apiVersion, kind } = collection;
    items = items.concat((page.items ?? []).map((item) => ({ ...item, apiVersion, kind }) as T));
    const next = page.metadata?.continue ?? '';
    if (next === '') {
      return { items, resourceVersion: page.metadata?.resourceVersion ?? '' };
    }
    query.set('limit', String(PAGE_SIZE));
    query.set('continue', next);
  }
}

async function listPage(
  client: ApiClient,
  resource: Resource,
  page: { readonly collection: Collection; readonly query: URLSearchParams },
  abort: AbortSignal,
): Promise<Page | 'expired'> {
  const { namespace } = page.collection;
  const info = requestInfoOf('list', resource, { namespace });
  const path = `${collectionPath(resource, namespace)}?${page.query.toString()}`;
  const expect = page.query.has('continue') ? [410] : [];
  const response = await call(client, { method: 'GET', path, info, expect, repeatable: true }, abort);
  return response.status === 410 ? 'expired' : (contentOf(response, info) as Page);
}
