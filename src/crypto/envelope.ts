import { gunzipSync } from 'node:zlib';

/*
 * The layers around the ciphertext. Node's own decoders stop at the first wrong character and report nothing, so every
 * character is checked first.
 */

export type Decoded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** Bytes of base64 text with line breaks and space around it; padding is required, as `base64` writes it. */
export function decodeBase64(text: string): Decoded<Buffer> {
  const fail = (problem: string): Decoded<Buffer> => ({ ok: false, problem: `not base64: ${problem}` });
  const foreign = text.search(/[^A-Za-z0-9+/=\s]/);
  if (foreign >= 0) return fail(`a foreign character ${placeIn(text, foreign)}`);
  const digits = text.replace(/\s+/g, '');
  const padding = digits.search(/=/);
  const end = padding < 0 ? digits.length : padding;
  if (!/^={0,2}$/.test(digits.slice(end))) return fail('something follows the padding "=" at its end');
  if (digits.length % 4 !== 0) {
    return fail(`${digits.length} characters are not a multiple of 4: the file was cut off or a part is missing`);
  }
  const bytes = Buffer.from(digits, 'base64');
  // An encoder writes 0 for the bits of the last character that belong to no byte.
  const last = digits.slice(-4);
  if (Buffer.from(last, 'base64').toString('base64') !== last) return fail('its last characters are damaged');
  return { ok: true, value: bytes };
}

/** The content of a gzip; one of more than `maxBytes` is a problem, and no more than that is ever unpacked. */
export function gunzip(gzip: Buffer, maxBytes: number): Decoded<Buffer> {
  const fail = (problem: string): Decoded<Buffer> => ({ ok: false, problem });
  if (!isGzip(gzip)) return fail('no gzip within the base64');
  try {
    return { ok: true, value: gunzipSync(gzip, { maxOutputLength: maxBytes }) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') return fail(`unpacks to more than ${maxBytes} bytes, which is the limit`);
    if (code === 'Z_BUF_ERROR') return fail('broken gzip: it ends too early, the file was cut off');
    // The header at the beginning was checked before, so this is that of something after the end.
    const trailing = message === 'incorrect header check';
    return fail(trailing ? 'broken gzip: something follows its end' : 'broken gzip: its content is damaged');
  }
}

/** Magic number and compression method: https://www.rfc-editor.org/rfc/rfc1952#page-5 */
function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
}

/** Bytes of hex digits; `title` begins the problem. */
export function decodeHex(digits: string, title: string): Decoded<Buffer> {
  const foreign = digits.search(/[^0-9a-fA-F]/);
  if (foreign >= 0) return { ok: false, problem: `${title}: character ${foreign + 1} is not a hex digit` };
  if (digits.length % 2 !== 0) return { ok: false, problem: `${title} has an odd number of hex digits` };
  return { ok: true, value: Buffer.from(digits, 'hex') };
}

function placeIn(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `in line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}
