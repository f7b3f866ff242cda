import { SubpipeError } from '../../errors.ts';
import type { Resource } from './resources.ts';

/** What a call is about, in the words of a Role rule; messages and hints are made of it. */
export type Target = {
  readonly verb: 'get' | 'list' | 'watch' | 'create' | 'patch' | 'delete';
  readonly group: string;
  readonly plural: string;
  readonly subresource?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly namespaced: boolean;
};

export function targetOf(
  verb: Target['verb'],
  resource: Resource,
  at: {
    readonly name?: string | undefined;
    readonly namespace?: string | undefined;
    readonly subresource?: string;
  } = {},
): Target {
  return {
    verb,
    group: resource.group,
    plural: resource.plural,
    namespaced: resource.namespaced,
    ...(at.subresource === undefined ? {} : { subresource: at.subresource }),
    ...(at.name === undefined ? {} : { name: at.name }),
    ...(at.namespace === undefined ? {} : { namespace: at.namespace }),
  };
}

/** As in "pipelineruns.tekton.dev build-7 in namespace ci". */
export function describe(target: Target): string {
  const resource = target.subresource === undefined ? target.plural : `${target.plural}/${target.subresource}`;
  const typed = target.group === '' ? resource : `${resource}.${target.group}`;
  const named = target.name === undefined ? typed : `${typed} ${target.name}`;
  if (!target.namespaced) {
    return named;
  }
  return target.namespace === undefined ? `${named} in all namespaces` : `${named} in namespace ${target.namespace}`;
}

/** The rule that would allow it, ready to be pasted. */
export function ruleFor(target: Target): string {
  const resource = target.subresource === undefined ? target.plural : `${target.plural}/${target.subresource}`;
  const where =
    target.namespaced && target.namespace !== undefined
      ? `a Role (or a bound ClusterRole) in namespace ${target.namespace}`
      : 'a ClusterRole with a ClusterRoleBinding';
  return `add to ${where}: {apiGroups: ["${target.group}"], resources: ["${resource}"], verbs: ["${target.verb}"]}`;
}

/** The `not-allowed` error; `reason` is the server's own sentence. */
export function notAllowed(target: Target, reason: string): SubpipeError {
  return new SubpipeError('not-allowed', `not allowed to ${target.verb} ${describe(target)}: ${reason}`, {
    hint: ruleFor(target),
  });
}
