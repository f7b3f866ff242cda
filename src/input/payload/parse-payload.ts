import type { PayloadResult } from '../../core/payload/payload.ts';
import { decryptExport, looksEncrypted } from '../../crypto/decrypt-export.ts';
import type { Key } from '../../crypto/key.ts';
import { parseDocuments } from '../text/parse-documents.ts';
import { assembleChecked, checkObject, locateObjects, shorten } from './locate-objects.ts';
import { MAX_FILE_BYTES } from '../text/read-text.ts';

/**
 * Reads a payload. Its content says what it is: an encrypted export, an exported resource (an object with
 * `spec.payload.resources`) or plain manifests (YAML or JSON documents, or a List). Gives all problems at once, each
 * with file:line:col, where `file` is only a name. None of them quotes a value of a Secret or of a decrypted export.
 */
export function parsePayload(
  file: string,
  text: string,
  options: { readonly key?: Key | undefined } = {},
): PayloadResult {
  if (!looksEncrypted(text)) return shorten(file, parsePlain(file, text, { showValues: true }));
  if (options.key === undefined) return failed([`${file}: is encrypted, and there is no key: ${WAYS_TO_GIVE_A_KEY}`]);
  const opened = decryptExport(text, { key: options.key, maxBytes: MAX_FILE_BYTES });
  if (!opened.ok) return failed([`${file}: ${opened.problem}`]);
  const result = parsePlain(`${file} (decrypted)`, opened.decrypted.text, { showValues: false });
  return result.ok ? { ok: true, payload: { ...result.payload, file } } : shorten(file, result);
}

/** The end of a sentence about an encrypted payload without a key. */
export const WAYS_TO_GIVE_A_KEY =
  'give --key-file FILE or --key-env NAME, or set SUBPIPE_KEY; in the cluster make the Secret subpipe-key';

function parsePlain(file: string, text: string, { showValues }: { readonly showValues: boolean }): PayloadResult {
  const parsed = parseDocuments(file, text);
  if (!parsed.ok) return parsed;
  if (parsed.documents.length === 0) return failed([`${file}: is empty`]);
  const all = parsed.documents.map((document) => locateObjects(document, (object) => checkObject(object, showValues)));
  return assembleChecked(file, {
    located: all.flatMap(({ located }) => located),
    problems: all.flatMap(({ problems }) => problems),
  });
}

function failed(problems: readonly string[]): PayloadResult {
  return { ok: false, problems };
}
