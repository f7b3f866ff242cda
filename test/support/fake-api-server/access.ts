import { Refusal } from './statuses.ts';

/** What a request wants to do, in the words of RBAC; absent fields do not apply. */
export type Attributes = {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
};

/** Says whether the user may; asked for every request and for every SelfSubjectAccessReview. */
export type Policy = (attributes: Attributes, user: string) => boolean;

export const defaultUser = 'system:serviceaccount:fake:tester';

/** The refusal in RBAC's own words. */
export function forbidden(attributes: Attributes, user: string): Refusal {
  const { verb, group, resource, subresource, namespace, name } = attributes;
  const path = subresource === undefined ? resource : `${resource}/${subresource}`;
  const typed = group === '' ? path : `${resource}.${group}`;
  const named = name === undefined ? typed : `${typed} "${name}"`;
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  return new Refusal(
    403,
    'Forbidden',
    `${named} is forbidden: User "${user}" cannot ${verb} resource "${path}" in API group "${group}" ${where}`,
    { kind: resource, group, ...(name === undefined ? {} : { name }) },
  );
}
