import { badRequest } from './statuses.ts';

export type Labels = Readonly<Record<string, string>>;
export type Selector = (labels: Labels) => boolean;

const key = String.raw`[A-Za-z0-9][-A-Za-z0-9_./]*`;
const setBased = new RegExp(String.raw`^(${key})\s+(in|notin)\s*\(([^)]*)\)$`);
const equality = new RegExp(String.raw`^(${key})\s*(=|==|!=)\s*([-A-Za-z0-9_.]*)$`);
const existence = new RegExp(`^(!?)\\s*(${key})$`);

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
