import { createCipheriv } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { parseKey } from '../../../src/crypto/key.ts';

/** A good payload: the plaintext of the vectors. */
export const EXPORT = readFileSync('test/fixtures/vectors/smoke-listener-local-2026-11-20-101500utc.json', 'utf8');
/** The same, encrypted, and its key. */
export const ENCRYPTED = readFileSync('test/fixtures/vectors/localRun-smoke', 'utf8');
export const KEY = readFileSync('test/fixtures/vectors/key.hex', 'utf8').trim();
export const ENCRYPTED_BYTES = Buffer.from(ENCRYPTED, 'base64');

export const RUN =
  'apiVersion: tekton.dev/v1\nkind: PipelineRun\nmetadata:\n  name: run\nspec:\n  pipelineRef:\n    name: main\n';
export const PIPELINE =
  'apiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata:\n  name: main\nspec:\n  tasks:\n    - name: work\n      taskRef:\n        name: work\n';
export const TASK =
  'apiVersion: tekton.dev/v1\nkind: Task\nmetadata:\n  name: work\nspec:\n  steps:\n    - name: s\n      image: i\n';
/** A good payload of plain manifests. */
export const MANIFESTS = [RUN, PIPELINE, TASK].join('---\n');

/** An exported resource of these resources. */
export const exportOf = (...resources: readonly unknown[]): string =>
  JSON.stringify({ metadata: { name: 'x' }, spec: { payload: { resources } } }, null, 1);

/** The outer layers of an encrypted export around any inner text. */
export const envelope = (inner: string | Uint8Array): string => gzipSync(inner).toString('base64');

/** The cipher around any plaintext, under the key of the vectors. */
export function cipherText(plaintext: string): string {
  const parsed = parseKey(KEY);
  if (!parsed.ok) throw new Error(parsed.problem);
  const iv = Buffer.alloc(16, 7);
  const cipher = createCipheriv('aes-256-cbc', parsed.key, iv);
  return `${iv.toString('hex')}.${cipher.update(plaintext, 'utf8', 'hex')}${cipher.final('hex')}`;
}

export const utf16 = (text: string, mark: readonly number[] = [0xff, 0xfe]): Buffer => {
  const bytes = Buffer.from(text, 'utf16le');
  return Buffer.concat([Buffer.from(mark), mark[0] === 0xfe ? bytes.swap16() : bytes]);
};
export const BOM = '\uFEFF';
export const windowsLines = (text: string): string => text.replaceAll('\n', '\r\n');
export const HTML = '<!DOCTYPE html>\n<html><body>Sign in</body></html>\n';
