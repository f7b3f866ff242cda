import { type Kind, kinds } from './kinds.ts';

/** What a URL asks for. */
export type Route =
  | { readonly to: 'objects'; readonly kind: Kind; readonly version: string; readonly place: RoutePlace }
  | { readonly to: 'group'; readonly group: string }
  | { readonly to: 'access-review' }
  | { readonly to: 'ready' };

export type RoutePlace = {
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
};

const accessReviews = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/** Reads a path; undefined for what this server does not serve. */
export function parseRoute(path: string, served: Readonly<Record<string, readonly string[]>>): Route | undefined {
  if (path === '/readyz' || path === '/livez') {
    return { to: 'ready' };
  }
  if (path === accessReviews) {
    return { to: 'access-review' };
  }
  const segments = path.split('/').slice(1).map(decodeURIComponent);
  if (segments[0] === 'apis' && segments.length === 2) {
    return { to: 'group', group: segments[1] ?? '' };
  }
  const [group, version, ...rest] = segments[0] === 'api' ? ['', ...segments.slice(1)] : segments.slice(1);
  if (group === undefined || version === undefined || served[group]?.includes(version) !== true) {
    return undefined;
  }
  return parseObjects(group, version, rest);
}

function parseObjects(group: string, version: string, segments: readonly string[]): Route | undefined {
  const inNamespace = segments[0] === 'namespaces' && segments.length > 2;
  const [plural, name, subresource, ...more] = inNamespace ? segments.slice(2) : segments;
  const kind = kinds.find((one) => one.group === group && one.plural === plural);
  // A namespaced object has no address outside of its namespace; a collection has one.
  if (kind === undefined || more.length > 0 || (!inNamespace && kind.namespaced && name !== undefined)) {
    return undefined;
  }
  return {
    to: 'objects',
    kind,
    version,
    place: {
      ...(inNamespace && segments[1] !== undefined ? { namespace: segments[1] } : {}),
      ...(name === undefined ? {} : { name }),
      ...(subresource === undefined ? {} : { subresource }),
    },
  };
}
