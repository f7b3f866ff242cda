import { createSecretKey, generateKeySync, type KeyObject } from 'node:crypto';

/** The key of encrypted exports, 256 bits. A KeyObject shows none of them when it is printed, logged or made JSON. */
export type Key = KeyObject;

export type KeyResult = { readonly ok: true; readonly key: Key } | { readonly ok: false; readonly problem: string };

const KEY_BITS = 256;
const KEY_DIGITS = KEY_BITS / 4;

/**
 * Reads a key as the hosted service stores it (secure property `localrun_aes_key`): 64 hex digits, with space
 * and line breaks around them. The problem says what is wrong with it and never has any part of it.
 */
export function parseKey(text: string): KeyResult {
  const digits = text.trim();
  const fail = (problem: string): KeyResult => ({ ok: false, problem });
  if (digits === '') return fail(`is empty; a key is ${KEY_DIGITS} hex digits`);
  const foreign = digits.search(/[^0-9a-fA-F]/);
  if (foreign >= 0) return fail(`is not a key: character ${foreign + 1} is not a hex digit; ${wanted(digits)}`);
  if (digits.length !== KEY_DIGITS) return fail(`is not a key: ${wanted(digits)}`);
  return { ok: true, key: createSecretKey(digits, 'hex') };
}

/** A new random key. */
export function generateKey(): Key {
  return generateKeySync('aes', { length: KEY_BITS });
}

/** The key in the form that `parseKey` reads: for a file or a Secret, never for a message. */
export function keyDigits(key: Key): string {
  return key.export().toString('hex');
}

function wanted(digits: string): string {
  return `a key is ${KEY_DIGITS} hex digits, here are ${digits.length} characters`;
}
