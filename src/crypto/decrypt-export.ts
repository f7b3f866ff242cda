import { createDecipheriv } from 'node:crypto';
import { isObject, type JsonObject } from '../core/json.ts';
import { decodeBase64, decodeHex, type Decoded, gunzip } from './envelope.ts';
import type { Key } from './key.ts';

/** The plaintext of an encrypted export: its bytes, the same as text, and what the text says. */
export type Decrypted = { readonly bytes: Buffer; readonly text: string; readonly exported: JsonObject };

export type DecryptResult =
  { readonly ok: true; readonly decrypted: Decrypted } | { readonly ok: false; readonly problem: string };

/** One message for both, which cannot be distinguished: CBC has no authentication. */
const WRONG_KEY = 'wrong key or damaged file';

const IV_DIGITS = 32;
const BLOCK_DIGITS = 32;
/** The length of an envelope: two hex digits for each byte of plaintext, padding and IV, and a dot. */
const hexBytes = (plaintextBytes: number) => 2 * plaintextBytes + BLOCK_DIGITS + IV_DIGITS + 1;

/** True for an encrypted export: it begins as base64 of gzip does, and a payload in YAML or JSON does not. */
export function looksEncrypted(text: string): boolean {
  return text.trimStart().startsWith('H4sI');
}

/**
 * Decrypts an encrypted export (form 2): base64, line breaks allowed, of gzip of `IV_HEX.CIPHERTEXT_HEX`, AES-256-CBC
 * with PKCS#7 padding; the plaintext is an exported resource in JSON. The problem says what is wrong, with no part of
 * the plaintext or the key; where only decryption shows that something is wrong, it is `wrong key or damaged file`. A
 * plaintext of more than `maxBytes` is refused before it is unpacked.
 */
export function decryptExport(
  text: string,
  { key, maxBytes }: { readonly key: Key; readonly maxBytes: number },
): DecryptResult {
  const fail = (problem: string): DecryptResult => ({ ok: false, problem });
  const envelope = openEnvelope(text, maxBytes);
  if (!envelope.ok) return fail(envelope.problem);
  const bytes = decipher(envelope.value, key);
  const plaintext = bytes === undefined ? undefined : decodeUtf8(bytes);
  if (bytes === undefined || plaintext === undefined) return fail(WRONG_KEY);
  let value: unknown;
  try {
    value = JSON.parse(plaintext);
  } catch {
    // Its message would quote the plaintext.
    return fail(WRONG_KEY);
  }
  if (!isExported(value)) {
    return fail('was decrypted, but holds no exported resource: there is no array spec.payload.resources in it');
  }
  return { ok: true, decrypted: { bytes, text: plaintext, exported: value } };
}

type Envelope = { readonly iv: Buffer; readonly ciphertext: Buffer };

/** Opens the layers around the ciphertext, each of which has its own problems. */
function openEnvelope(text: string, maxBytes: number): Decoded<Envelope> {
  const gzip = decodeBase64(text);
  if (!gzip.ok) return gzip;
  const hex = gunzip(gzip.value, hexBytes(maxBytes));
  if (!hex.ok) return hex;
  const fail = (problem: string): Decoded<Envelope> => ({ ok: false, problem: `within the gzip: ${problem}` });
  const inner = hex.value.toString('latin1').trim();
  const dot = inner.indexOf('.');
  if (dot < 0) return fail('no "." between initialization vector and ciphertext');
  const iv = decodeHex(inner.slice(0, dot), 'the initialization vector');
  if (!iv.ok) return fail(iv.problem);
  if (dot !== IV_DIGITS) return fail(`the initialization vector has ${dot} hex digits, not ${IV_DIGITS}`);
  const ciphertext = decodeHex(inner.slice(dot + 1), 'the ciphertext');
  if (!ciphertext.ok) return fail(ciphertext.problem);
  const bytes = ciphertext.value.length;
  if (bytes === 0 || bytes % (BLOCK_DIGITS / 2) !== 0) {
    return fail(`the ciphertext is ${bytes} bytes long, not a multiple of ${BLOCK_DIGITS / 2}: a part is missing`);
  }
  return { ok: true, value: { iv: iv.value, ciphertext: ciphertext.value } };
}

/** The plaintext; undefined where its padding is wrong. */
function decipher({ iv, ciphertext }: Envelope, key: Key): Buffer | undefined {
  const cipher = createDecipheriv('aes-256-cbc', key, iv);
  try {
    return Buffer.concat([cipher.update(ciphertext), cipher.final()]);
  } catch {
    return undefined;
  }
}

function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function isExported(value: unknown): value is JsonObject {
  if (!isObject(value) || !isObject(value['spec']) || !isObject(value['spec']['payload'])) return false;
  return Array.isArray(value['spec']['payload']['resources']);
}
