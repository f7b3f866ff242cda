import { SubpipeError } from '../../errors.ts';
import type { Resource } from './resources.ts';
import { present } from '../../core/present.ts';

/** A call in the words of a Role rule, for messages and hints. */
export type RequestInfo = {
  readonly verb: 'get' | 'list' | 'watch' | 'create' | 'patch' | 'delete';
  readonly group: string;
  readonly plural: string;
  readonly subresource?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly namespaced: boolean;
};

export function requestInfoOf(
  verb: RequestInfo['verb'],
  resource: Resource,
  {
    name,
    namespace,
    subresource,
  }: {
    readonly name?: string | undefined;
    readonly namespace?: string | undefined;
    readonly subresource?: string;
  } = {},
): RequestInfo {
  return {
    verb,
    group: resource.group,
    plural: resource.plural,
    namespaced: resource.namespaced,
    ...present({ subresource, name, namespace }),
  };
}

/** As in "pipelineruns.tekton.dev build-7 in namespace ci". */
export function describe(info: RequestInfo): string {
  const resource = info.subresource === undefined ? info.plural : `${info.plural}/${info.subresource}`;
  const typed = info.group === '' ? resource : `${resource}.${info.group}`;
  const named = info.name === undefined ? typed : `${typed} ${info.name}`;
  if (!info.namespaced) {
    return named;
  }
  return info.namespace === undefined ? `${named} in all namespaces` : `${named} in namespace ${info.namespace}`;
}

/** A hint with the Role rule that would allow the call, to be copied as it is. */
export function ruleFor(info: RequestInfo): string {
  const resource = info.subresource === undefined ? info.plural : `${info.plural}/${info.subresource}`;
  const where =
    info.namespaced && info.namespace !== undefined
      ? `a Role (or a bound ClusterRole) in namespace ${info.namespace}`
      : 'a ClusterRole with a ClusterRoleBinding';
  return `add to ${where}: {apiGroups: ["${info.group}"], resources: ["${resource}"], verbs: ["${info.verb}"]}`;
}

/** The `not-allowed` error; `reason` is the server's own sentence. */
export function notAllowed(info: RequestInfo, reason: string): SubpipeError {
  return new SubpipeError('not-allowed', `not allowed to ${info.verb} ${describe(info)}: ${reason}`, {
    hint: ruleFor(info),
  });
}
