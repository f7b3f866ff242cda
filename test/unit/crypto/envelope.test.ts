import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { decodeBase64, decodeHex, gunzip } from '../../../src/crypto/envelope.ts';

const outcome = (result: ReturnType<typeof decodeBase64>) => (result.ok ? result.value.toString() : result.problem);

test.each([
  ['aGVsbG8=', 'hello'],
  [' aGVs\r\nbG8=\n', 'hello'],
  ['', ''],
  ['aGVsb\nG8-', 'not base64: a foreign character in line 2, column 3'],
  ['aGVs=bG8', 'not base64: something follows the padding "=" at its end'],
  ['aGVsbG8', 'not base64: 7 characters are not a multiple of 4: the file was cut off or a part is missing'],
  ['aGVsbG9=', 'not base64: its last characters are damaged'],
])('base64 %j is %j', (text, expected) => expect(outcome(decodeBase64(text))).toBe(expected));

test.each([
  ['68690A', 'hi\n'],
  ['6g', 'the IV: character 2 is not a hex digit'],
  ['686', 'the IV has an odd number of hex digits'],
])('hex digits %j are %j', (text, expected) => expect(outcome(decodeHex(text, 'the IV'))).toBe(expected));

describe('gzip', () => {
  const gzip = gzipSync('x'.repeat(100));
  // The checksum stands eight bytes before the end.
  const damaged = Buffer.from(gzip);
  damaged.writeUInt32LE(0, gzip.length - 8);

  test.each([
    ['whole', gzip, 100, 'x'.repeat(100)],
    ['too large', gzip, 99, 'unpacks to more than 99 bytes, which is the limit'],
    ['cut off', gzip.subarray(0, -9), 100, 'broken gzip: it ends too early, the file was cut off'],
    ['with more behind it', Buffer.concat([gzip, Buffer.from('more')]), 100, 'broken gzip: something follows its end'],
    ['damaged', damaged, 100, 'broken gzip: its content is damaged'],
    ['something else', Buffer.from('plain'), 100, 'no gzip within the base64'],
  ])('that is %s', (_title, bytes, maxBytes, expected) => expect(outcome(gunzip(bytes, maxBytes))).toBe(expected));
});
