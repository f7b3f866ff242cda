import { execFileSync } from 'node:child_process';
import { createCipheriv, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decryptExport, looksEncrypted } from '../../../src/crypto/decrypt-export.ts';
import { encryptExport } from '../../../src/crypto/encrypt-export.ts';
import { MAX_FILE_BYTES } from '../../../src/input/text/read-text.ts';
import { generateKey, type Key, keyDigits, parseKey } from '../../../src/crypto/key.ts';

const VECTORS = 'test/fixtures/vectors';
const EXPORT = '{"metadata":{"name":"grüezi-🐎"},"spec":{"payload":{"resources":["{}"]}}}';
const key = generateKey();

const outcome = (text: string, with_: Key = key): string => {
  const result = decryptExport(text, { key: with_, maxBytes: MAX_FILE_BYTES });
  return result.ok ? result.decrypted.text : result.problem;
};

/** The envelope around any inner text. */
const wrap = (inner: string | Uint8Array) => gzipSync(inner).toString('base64');

/** The envelope around any plaintext. */
function encryptAny(plaintext: string | Uint8Array): string {
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  return wrap(`${iv.toString('hex')}.${cipher.update(plaintext).toString('hex')}${cipher.final('hex')}`);
}

describe('an encrypted export', () => {
  test('that openssl, gzip and base64 made is decrypted, byte for byte', () => {
    const read = (name: string) => readFileSync(`${VECTORS}/${name}`);
    const parsed = parseKey(read('key.hex').toString());
    if (!parsed.ok) throw new Error(parsed.problem);
    const result = decryptExport(read('localRun-smoke').toString(), { key: parsed.key, maxBytes: MAX_FILE_BYTES });
    if (!result.ok) throw new Error(result.problem);
    expect(result.decrypted.bytes).toEqual(read('smoke-listener-local-2026-11-20-101500utc.json'));
  });

  test('that openssl makes now is decrypted, and openssl decrypts ours', () => {
    const iv = randomBytes(16).toString('hex');
    const openssl = (mode: '-e' | '-d', input: Uint8Array | string, initial: string) =>
      execFileSync('openssl', ['enc', mode, '-aes-256-cbc', '-K', keyDigits(key), '-iv', initial], { input });
    const gunzip = (input: Uint8Array) => execFileSync('gzip', ['-dc'], { input }).toString();

    expect(outcome(wrap(`${iv}.${openssl('-e', EXPORT, iv).toString('hex')}`))).toBe(EXPORT);

    const [ourIv = '', ciphertext = ''] = gunzip(Buffer.from(encryptExport(EXPORT, key), 'base64')).split('.');
    expect(openssl('-d', Buffer.from(ciphertext, 'hex'), ourIv).toString()).toBe(EXPORT);
  });

  test('of ours is decrypted to what it was made of', () => {
    const exported = fc.record({
      metadata: fc.record({ name: fc.string({ unit: 'grapheme' }) }),
      spec: fc.record({ payload: fc.record({ resources: fc.array(fc.string({ unit: 'grapheme' })) }) }),
    });
    fc.assert(
      fc.property(exported, (value) => {
        const text = JSON.stringify(value);
        expect(outcome(encryptExport(text, key))).toBe(text);
      }),
    );
  });

  test('is recognized by how it begins, space before it or not', () => {
    const text = encryptExport(EXPORT, key);
    expect([text, `\n ${text}`, EXPORT, '---\nkind: List\n', ''].map(looksEncrypted)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  test('never has the same initialization vector twice', () => {
    expect(encryptExport(EXPORT, key)).not.toBe(encryptExport(EXPORT, key));
  });

  test.each([
    ['in one line', (text: string) => text.replaceAll('\n', '')],
    ['with lines of Windows', (text: string) => text.replaceAll('\n', '\r\n')],
    ['in lines of four', (text: string) => text.replaceAll('\n', '').replace(/.{4}/g, '$&\n')],
    ['with space around it', (text: string) => `\n\n ${text}\t\n`],
  ])('may stand %s', (_title, change) => {
    expect(outcome(change(encryptExport(EXPORT, key)))).toBe(EXPORT);
  });

  test('may have upper case hex digits and a line break after them, as scripts write it', () => {
    const iv = randomBytes(16);
    const cipher = createCipheriv('aes-256-cbc', key, iv);
    const ciphertext = cipher.update(EXPORT).toString('hex') + cipher.final('hex');
    expect(outcome(wrap(`${iv.toString('hex')}.${ciphertext}\n`.toUpperCase()))).toBe(EXPORT);
  });

  test('may begin with the byte order mark inside', () => {
    expect(outcome(encryptAny(`\uFEFF${EXPORT}`))).toBe(EXPORT);
  });
});

describe('what cannot be decrypted is told apart', () => {
  const good = encryptExport(EXPORT, key).replaceAll('\n', '');
  const bytes = Buffer.from(good, 'base64');
  const iv = '0'.repeat(32);

  test.each([
    ['another key', () => outcome(good, generateKey()), 'wrong key or damaged file'],
    ['nothing', () => outcome(''), 'no gzip within the base64'],
    [
      'no base64',
      () => outcome(`${good.slice(0, 30)}\n${good.slice(30, 40)}!`),
      /^not base64: a foreign character in line 2, column 11$/,
    ],
    [
      'URL-safe base64',
      () => outcome(`${good.slice(0, 30)}_${good.slice(31)}`),
      /^not base64: a foreign character in line 1, column 31$/,
    ],
    ['base64 that was cut off', () => outcome(good.slice(0, 41)), /^not base64: 41 characters are not a multiple of 4/],
    ['base64 that goes on after its end', () => outcome('QQ==QQ=='), /^not base64: something follows the padding/],
    ['base64 with bits that no byte has', () => outcome('H4sIQR=='), 'not base64: its last characters are damaged'],
    [
      'gzip that was cut off',
      () => outcome(bytes.subarray(0, 60).toString('base64')),
      /^broken gzip: it ends too early/,
    ],
    [
      'something after the gzip',
      () => outcome(Buffer.concat([bytes, Buffer.from('garbage')]).toString('base64')),
      'broken gzip: something follows its end',
    ],
    [
      'a flipped bit',
      () => outcome(Buffer.from(bytes.map((byte, index) => (index === 40 ? byte ^ 1 : byte))).toString('base64')),
      /^broken gzip: its content is damaged$/,
    ],
    ['no gzip', () => outcome(Buffer.from('hello').toString('base64')), 'no gzip within the base64'],
    ['no dot', () => outcome(wrap('00ff')), 'within the gzip: no "." between initialization vector and ciphertext'],
    [
      'no hex before the dot',
      () => outcome(wrap('zz.00')),
      /the initialization vector: character 1 is not a hex digit$/,
    ],
    [
      'a short initialization vector',
      () => outcome(wrap('00ff.00')),
      /the initialization vector has 4 hex digits, not 32$/,
    ],
    ['an odd number of digits', () => outcome(wrap(`${iv}.000`)), /the ciphertext has an odd number of hex digits$/],
    ['no hex after the dot', () => outcome(wrap(`${iv}.00x0`)), /the ciphertext: character 3 is not a hex digit$/],
    ['no ciphertext', () => outcome(wrap(`${iv}.`)), /the ciphertext is 0 bytes long, not a multiple of 16/],
    ['a part of a block', () => outcome(wrap(`${iv}.00ff`)), /the ciphertext is 2 bytes long, not a multiple of 16/],
    [
      'a zip bomb',
      () => outcome(wrap(Buffer.alloc(20_000_000, '0'))),
      'unpacks to more than 16777281 bytes, which is the limit',
    ],
    ['no UTF-8', () => outcome(encryptAny(Buffer.from([0x7b, 0xff, 0x7d]))), 'wrong key or damaged file'],
    ['no JSON', () => outcome(encryptAny('{secret')), 'wrong key or damaged file'],
    [
      'JSON of another shape',
      () => outcome(encryptAny('{"apiVersion":"v1"}')),
      /^was decrypted, but holds no exported resource/,
    ],
    [
      'resources that are none',
      () => outcome(encryptAny('{"spec":{"payload":{"resources":{}}}}')),
      /^was decrypted, but holds no exported resource/,
    ],
  ])('%s', (_title, problem, expected) => {
    expect(problem()).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });

  test('a wrong key is told as such whatever its padding looks like, 1 in 256 looks right', () => {
    const outcomes = Array.from({ length: 2_000 }, () => outcome(good, generateKey()));
    expect(new Set(outcomes)).toEqual(new Set(['wrong key or damaged file']));
  });

  test('any byte changed or left out anywhere is a problem or changes nothing that was there to be read', () => {
    const mutation = fc.record({
      at: fc.nat({ max: good.length - 1 }),
      by: fc.string({ unit: 'binary', maxLength: 3 }),
      drop: fc.integer({ min: 0, max: 5 }),
    });
    fc.assert(
      fc.property(mutation, ({ at, by, drop }) => {
        const text = `${good.slice(0, at)}${by}${good.slice(at + drop)}`;
        const result = decryptExport(text, { key, maxBytes: MAX_FILE_BYTES });
        if (result.ok) expect(result.decrypted.text).toBe(EXPORT);
        else expect(result.problem).not.toBe('');
      }),
      { numRuns: 2_000 },
    );
  });

  test('any inner text is a problem, never an exception', () => {
    const digit = fc.constantFrom(...Array.from('0123456789abcdefABCDEF.xyz\n'));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: digit, maxLength: 200 })), (inner) => {
        expect(decryptExport(wrap(inner), { key, maxBytes: MAX_FILE_BYTES }).ok).toBe(false);
      }),
    );
  });

  test('any plaintext is an export or a problem that holds none of it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string({ unit: 'binary' })), (plaintext) => {
        const result = decryptExport(encryptAny(plaintext), { key, maxBytes: MAX_FILE_BYTES });
        expect(result.ok ? 'an export' : result.problem).toMatch(/^(wrong key or damaged file|was decrypted, but .*)$/);
      }),
    );
  });
});
