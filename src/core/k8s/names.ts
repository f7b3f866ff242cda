import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/** All namespaces that subpipe creates start with this, so that an admission policy can confine it to them. */
export const NAMESPACE_PREFIX = 'subpipe-';

const HASH_LENGTH = 10;
/** Tekton appends task names and `-pod`; a short base keeps those readable before Tekton starts to hash them. */
const SLUG_LENGTH = 28;
const LABEL_VALUE_LENGTH = 63;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** Ten characters of base32 (50 bits) of the SHA-256 of `text`: valid anywhere in a Kubernetes name. */
export function shortHash(text: string): string {
  const digest = sha256(utf8ToBytes(text));
  let out = '';
  for (const byte of digest.slice(0, HASH_LENGTH)) out += ALPHABET.charAt(byte % ALPHABET.length);
  return out;
}

/** `text` made into part of a DNS-1123 label, at most 28 characters; `run` where nothing is left of it. */
export function slug(text: string): string {
  const plain = text
    .toLowerCase()
    .replace(/\.(json|ya?ml)$/, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, SLUG_LENGTH)
    // Never two in a row.
    .replace(/^-|-$/g, '');
  return plain === '' ? 'run' : plain;
}

/**
 * `text` without the dashes at its end, in linear time: a regular expression would begin anew at each dash of a row.
 */
export function trimEndDashes(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === '-') end -= 1;
  return text.slice(0, end);
}

/**
 * `text` itself where it is a valid label value, else a short, cleaned form with a hash, so that two texts stay two.
 */
export function labelValue(text: string): string {
  if (isLabelValue(text)) return text;
  const clean = text.replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '');
  const kept = clean.slice(0, LABEL_VALUE_LENGTH - HASH_LENGTH - 1).replace(/[^A-Za-z0-9]+$/, '');
  return kept === '' ? shortHash(text) : `${kept}-${shortHash(text)}`;
}

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
export function isLabelValue(text: string): boolean {
  return text.length <= LABEL_VALUE_LENGTH && /^([A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?)?$/.test(text);
}
