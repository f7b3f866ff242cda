import { badRequest } from './statuses.ts';
import type { StoredObject } from './stored-object.ts';

export type Labels = Readonly<Record<string, string>>;
export type Selector = (labels: Labels) => boolean;
/** Says whether an object is one of those that a request is about. */
export type Chooser = (object: StoredObject) => boolean;

const key = String.raw`[A-Za-z0-9][-A-Za-z0-9_./]*`;
const setBased = new RegExp(String.raw`^(${key})\s+(in|notin)\s*\(([^)]*)\)$`);
const equality = new RegExp(String.raw`^(${key})\s*(=|==|!=)\s*([-A-Za-z0-9_.]*)$`);
const existence = new RegExp(`^(!?)\\s*(${key})$`);

/** Parses both selectors of a request; throws the refusal that the API server gives for a bad one. */
export function parseChooser(labelSelector: string, fieldSelector: string): Chooser {
  const hasLabels = parseSelector(labelSelector);
  const hasFields = split(fieldSelector).map(parseField);
  return (object) => hasLabels(object.metadata.labels ?? {}) && hasFields.every((holds) => holds(object));
}

/** Parses a label selector; throws the refusal that the API server gives for a bad one. */
export function parseSelector(text: string): Selector {
  const requirements = split(text).map(parseRequirement);
  return (labels) => requirements.every((holds) => holds(labels));
}

// Commas separate requirements, except inside of the parentheses of a set.
function split(text: string): readonly string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function parseRequirement(text: string): Selector {
  const [, setKey = '', operator, list = ''] = setBased.exec(text) ?? [];
  if (operator !== undefined) {
    const values = list.split(',').map((value) => value.trim());
    const isIn = (labels: Labels) => values.includes(labels[setKey] ?? '\0');
    return operator === 'in' ? isIn : (labels) => !isIn(labels);
  }
  const [, name = '', sign, value = ''] = equality.exec(text) ?? [];
  if (sign !== undefined) {
    return sign === '!=' ? (labels) => labels[name] !== value : (labels) => labels[name] === value;
  }
  const [, negation, present] = existence.exec(text) ?? [];
  if (present !== undefined) {
    return negation === '!' ? (labels) => !(present in labels) : (labels) => present in labels;
  }
  throw badRequest(`unable to parse requirement: "${text}"`);
}

// All that a server can select custom resources by, unless their definition says more.
function parseField(text: string): Chooser {
  const [, field = '', sign = '', value = ''] = /^([^=!]+)(=|==|!=)([^=]*)$/.exec(text) ?? [];
  if (sign === '') {
    throw badRequest(`invalid selector: '${text}'; can't understand '${text}'`);
  }
  if (field !== 'metadata.name' && field !== 'metadata.namespace') {
    throw badRequest(`field label not supported: ${field}`);
  }
  const isSo: Chooser = ({ metadata }) =>
    (field === 'metadata.name' ? metadata.name : (metadata.namespace ?? '')) === value;
  return sign === '!=' ? (object) => !isSo(object) : isSo;
}
