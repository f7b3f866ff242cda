import type { Kind } from './kinds.ts';
import { badRequest, invalid } from './statuses.ts';
import type { StoredObject } from './stored-object.ts';

const dnsSubdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const dnsLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const labelValue = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;
const labelName = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** Throws the refusal that the API server gives for names and labels that it does not take. */
export function validate(kind: Kind, object: StoredObject): void {
  const { name = '', labels = {} } = object.metadata;
  const isNamespace = kind.kind === 'Namespace';
  const isRbac = kind.group === 'rbac.authorization.k8s.io';
  const longest = isNamespace ? 63 : 253;
  if (!isRbac && (!(isNamespace ? dnsLabel : dnsSubdomain).test(name) || name.length > longest)) {
    throw invalid(kind, name, {
      field: 'metadata.name',
      message: `Invalid value: "${name}": a lowercase RFC 1123 ${isNamespace ? 'label' : 'subdomain'} is needed`,
    });
  }
  for (const [label, value] of Object.entries(labels)) {
    validateLabel(kind, name, label, value);
  }
}

function validateLabel(kind: Kind, name: string, label: string, value: unknown): void {
  if (typeof value !== 'string') {
    throw badRequest(`${kind.kind} in version "v1" cannot be handled: label ${label} is not a string`);
  }
  const slash = label.indexOf('/');
  const short = label.slice(slash + 1);
  if (!labelName.test(short) || short.length > 63 || (slash >= 0 && !dnsSubdomain.test(label.slice(0, slash)))) {
    throw invalid(kind, name, { field: 'metadata.labels', message: `Invalid value: "${label}": not a qualified name` });
  }
  if (!labelValue.test(value) || value.length > 63) {
    throw invalid(kind, name, {
      field: 'metadata.labels',
      message: `Invalid value: "${value}": must be 63 characters or less of letters, digits, '-', '_' and '.'`,
    });
  }
}
