import { createCipheriv, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Key } from './key.ts';

const IV_BYTES = 16;
const LINE_LENGTH = 76;

/**
 * The encrypted export (form 2) of an exported resource: base64 lines of gzip of `IV_HEX.CIPHERTEXT_HEX`, AES-256-CBC
 * with PKCS#7 padding under a fresh IV. `decryptExport` and the old scripts read it.
 */
export function encryptExport(plaintext: string | Uint8Array, key: Key): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const base64 = gzipSync(`${iv.toString('hex')}.${ciphertext.toString('hex')}`).toString('base64');
  return `${(base64.match(new RegExp(`.{1,${LINE_LENGTH}}`, 'g')) ?? []).join('\n')}\n`;
}
