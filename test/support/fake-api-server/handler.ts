import type { ContainerPlace } from '../../../src/ports.ts';
import type { Attributes } from './access.ts';
import type { Kind } from './kinds.ts';
import type { Logs } from './logs.ts';
import type { SeenRequest } from './requests.ts';
import type { Route } from './routes.ts';
import { type Chooser, parseChooser } from './selectors.ts';
import { badRequest, expired, notFound, Refusal } from './statuses.ts';
import type { Store } from './store.ts';
import type { StoredObject } from './stored-object.ts';
import type { WatchRequest } from './watches.ts';

/** What to answer. */
export type Reply =
  | { readonly kind: 'json'; readonly code: number; readonly body: unknown }
  | { readonly kind: 'text'; readonly code: number; readonly text: string }
  | { readonly kind: 'watch'; readonly watch: WatchRequest }
  | { readonly kind: 'log'; readonly container: ContainerPlace };

type ObjectRoute = Extract<Route, { to: 'objects' }>;

/** Carries out a request about objects. Refuses by throwing Refusal. */
export function handleObjects(store: Store, route: ObjectRoute, request: SeenRequest, logs: Logs): Reply {
  const { kind, place } = route;
  const { name, namespace, subresource } = place;
  const apiVersion = kind.group === '' ? route.version : `${kind.group}/${route.version}`;
  const json = (code: number, object: StoredObject): Reply => ({ kind: 'json', code, body: { ...object, apiVersion } });
  if (name === undefined) {
    switch (request.method) {
      case 'GET':
        return request.isWatch
          ? { kind: 'watch', watch: watchRequest(store, route, apiVersion, request) }
          : { kind: 'json', code: 200, body: list(store, route, apiVersion, request) };
      case 'POST':
        return json(
          201,
          store.create(kind, readObject(request, { kind, apiVersion, namespace }), {
            keepStatus: false,
            dryRun: request.query.get('dryRun') === 'All',
          }),
        );
      default:
        throw notAllowedHere();
    }
  }
  const at = { kind, namespace, name };
  if (subresource === 'log' && request.method === 'GET') {
    return log({ namespace: namespace ?? '', name, container: request.query.get('container') ?? '' }, request, logs);
  }
  if (subresource !== undefined && subresource !== 'status') {
    throw notAllowedHere();
  }
  switch (request.method) {
    case 'GET':
      return json(200, store.get(at));
    case 'PATCH':
      return json(200, store.patch(at, request.body, subresource === 'status' ? 'status' : 'object'));
    case 'DELETE': {
      const { preconditions } = (request.body ?? {}) as { preconditions?: { uid?: string } };
      return json(200, store.delete(at, { uid: preconditions?.uid }));
    }
    default:
      throw notAllowedHere();
  }
}

/** What a request about objects needs permission for. */
export function attributesOf(route: ObjectRoute, request: SeenRequest): Attributes {
  const collectionVerb = request.isWatch ? 'watch' : 'list';
  const getVerb = route.place.name === undefined ? collectionVerb : 'get';
  const verbs: Readonly<Record<string, string>> = { GET: getVerb, POST: 'create', PATCH: 'patch', DELETE: 'delete' };
  return {
    verb: verbs[request.method] ?? request.method.toLowerCase(),
    group: route.kind.group,
    resource: route.kind.plural,
    ...route.place,
  };
}

function notAllowedHere(): Refusal {
  return new Refusal(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');
}

function readObject(
  request: SeenRequest,
  expected: { readonly kind: Kind; readonly apiVersion: string; readonly namespace: string | undefined },
): StoredObject {
  const object = request.body as StoredObject;
  const { kind, apiVersion, namespace } = expected;
  if (object.kind !== kind.kind || object.apiVersion !== apiVersion) {
    throw badRequest(
      `${object.apiVersion}, Kind=${object.kind} does not match the expected ${apiVersion}, Kind=${kind.kind}`,
    );
  }
  if (object.metadata.namespace !== undefined && object.metadata.namespace !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  if (!object.metadata.name && !object.metadata.generateName) {
    throw badRequest('resource name may not be empty');
  }
  return namespace === undefined ? object : { ...object, metadata: { ...object.metadata, namespace } };
}

function watchRequest(store: Store, route: ObjectRoute, apiVersion: string, { query }: SeenRequest): WatchRequest {
  const from = query.get('resourceVersion') ?? '';
  const { namespace } = route.place;
  const isChosen = choose(query);
  return {
    kind: route.kind,
    apiVersion,
    namespace,
    isChosen,
    from: from === '' || from === '0' ? undefined : Number(from),
    existing: store.list(route.kind, namespace).filter(isChosen),
    bookmarks: query.get('allowWatchBookmarks') === 'true',
    timeoutSeconds: Number(query.get('timeoutSeconds') ?? '1800'),
  };
}

type Token = { readonly version: number; readonly after: string };

function list(store: Store, route: ObjectRoute, apiVersion: string, { query }: SeenRequest): unknown {
  const { kind, place } = route;
  const isChosen = choose(query);
  const limit = Number(query.get('limit') ?? '0');
  const token = readToken(query.get('continue'));
  if (token !== undefined && store.history.since(token.version) === undefined) {
    throw expired();
  }
  const version = token?.version ?? store.history.version();
  const matching = store
    .list(kind, place.namespace)
    .filter(isChosen)
    .filter((object) => token === undefined || placeOf(object) > token.after);
  const page = limit > 0 ? matching.slice(0, limit) : matching;
  const last = page.at(-1);
  const rest = matching.length - page.length;
  const next = rest > 0 && last !== undefined ? { continue: writeToken({ version, after: placeOf(last) }) } : {};
  return {
    kind: `${kind.kind}List`,
    apiVersion,
    metadata: { resourceVersion: String(version), ...next, ...(rest > 0 ? { remainingItemCount: rest } : {}) },
    items: page.map((object) => (kind.group === '' ? withoutType(object) : { ...object, apiVersion })),
  };
}

// Lists of built-in kinds do not repeat the type in each item; lists of custom resources do.
function withoutType(object: StoredObject): unknown {
  return Object.fromEntries(Object.entries(object).filter(([field]) => field !== 'apiVersion' && field !== 'kind'));
}

function placeOf({ metadata }: StoredObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name ?? ''}`;
}

function writeToken(token: Token): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

function readToken(text: string | null): Token | undefined {
  return text === null ? undefined : (JSON.parse(Buffer.from(text, 'base64url').toString()) as Token);
}

function choose(query: URLSearchParams): Chooser {
  return parseChooser(query.get('labelSelector') ?? '', query.get('fieldSelector') ?? '');
}

function log(container: ContainerPlace, { query }: SeenRequest, logs: Logs): Reply {
  const text = logs.text(container);
  if (text === undefined) {
    throw notFound({ group: '', plural: 'pods' }, container.name);
  }
  if (query.get('follow') === 'true') {
    return { kind: 'log', container };
  }
  const lines = text.split(/(?<=\n)/);
  const count = Number(query.get('tailLines') ?? String(lines.length));
  const tail = count === 0 ? '' : lines.slice(-count).join('');
  return { kind: 'text', code: 200, text: tail.slice(0, Number(query.get('limitBytes') ?? String(tail.length))) };
}
