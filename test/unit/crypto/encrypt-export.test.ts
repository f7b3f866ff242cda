import { expect, test } from '@jest/globals';
import { decryptExport } from '../../../src/crypto/decrypt-export.ts';
import { encryptExport } from '../../../src/crypto/encrypt-export.ts';
import { generateKey } from '../../../src/crypto/key.ts';

const EXPORT = `{"spec":{"payload":{"resources":["${'x'.repeat(500)}"]}}}`;

test('an encrypted export is lines of base64 that a mail program leaves alone', () => {
  const lines = encryptExport(EXPORT, generateKey()).split('\n');
  expect(lines.pop()).toBe('');
  expect(lines.length).toBeGreaterThan(1);
  for (const line of lines) expect(line).toMatch(/^[A-Za-z0-9+/=]{1,76}$/);
});

test('the same text is another one each time, and comes back from either', () => {
  const key = generateKey();
  const [one, other] = [encryptExport(EXPORT, key), encryptExport(Buffer.from(EXPORT), key)];
  expect(one).not.toBe(other);
  for (const text of [one, other]) {
    expect(decryptExport(text, { key, maxBytes: 1_000_000 })).toMatchObject({ ok: true, decrypted: { text: EXPORT } });
  }
});
