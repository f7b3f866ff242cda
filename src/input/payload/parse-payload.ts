import { unresolvedRefs } from '../../core/payload/unresolved-refs.ts';
import { toV1 } from '../../core/tekton/convert-v1.ts';
import type { KubeObject } from '../../core/k8s/object.ts';
import { type FieldProblem, nameProblems } from '../../core/k8s/validate-names.ts';
import { assemblePayload, type PayloadResult, type LocatedObject } from '../../core/payload/payload.ts';
import { decryptExport, looksEncrypted } from '../../crypto/decrypt-export.ts';
import type { Key } from '../../crypto/key.ts';
import { shapeProblems } from './object-shape.ts';
import { parseDocuments, type SourceDocument } from '../text/parse-documents.ts';
import { MAX_FILE_BYTES } from '../text/read-text.ts';
import { type Piece, payloadObjects } from './payload-objects.ts';

/** More than anybody reads; and the problems of a signal become part of an annotation. */
const MAX_PROBLEMS = 20;

/**
 * Reads a payload, told apart by content: an encrypted export, an exported resource (an object with
 * `spec.payload.resources`) or plain manifests (YAML or JSON documents, or a List). `file` is for messages: all
 * problems at once, each with file:line:col. None of them quotes a value of a Secret or of a decrypted export.
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

/** For whoever has an encrypted payload and has given no key. */
export const WAYS_TO_GIVE_A_KEY =
  'give --key-file FILE or --key-env NAME, or set SUBPIPE_KEY; in the cluster make the Secret subpipe-key';

function parsePlain(file: string, text: string, { showValues }: { readonly showValues: boolean }): PayloadResult {
  const parsed = parseDocuments(file, text);
  if (!parsed.ok) return parsed;
  if (parsed.documents.length === 0) return failed([`${file}: is empty`]);
  const checked = parsed.documents.map((document) => checkDocument(document, showValues));
  const problems = checked.flatMap((each) => each.problems);
  if (problems.length > 0) return failed(problems);
  return assembleChecked(
    file,
    checked.flatMap((each) => each.placed),
  );
}

/** Makes a payload of objects that are checked each for itself: sorts them and looks at the references between them. */
export function assembleChecked(file: string, placed: readonly LocatedObject[]): PayloadResult {
  const result = assemblePayload(file, placed);
  if (!result.ok) return result;
  const places = new Map<KubeObject, string>(placed.map(({ object, where }) => [object, where]));
  const dangling = unresolvedRefs(result.payload, (object) => places.get(object) ?? file);
  return dangling.length > 0 ? failed(dangling) : { ...result, placeOf: placeOfTitle(placed) };
}

/** Places by kind and name, as findings name objects. */
function placeOfTitle(placed: readonly LocatedObject[]) {
  const byTitle = new Map(placed.map((each) => [titleOf(each.object), each]));
  return (object: string, path: readonly PropertyKey[]) => byTitle.get(object)?.at?.(path);
}

type Checked = { readonly placed: readonly LocatedObject[]; readonly problems: readonly string[] };

/** The objects of one document as v1, and what is wrong with each of them. */
function checkDocument(document: SourceDocument, showValues: boolean): Checked {
  let count = 0;
  const pieces = payloadObjects(document).flatMap((piece) => {
    if (count > MAX_PROBLEMS) return [];
    const checked = checkPiece(piece, showValues);
    count += checked.problems.length;
    return [checked];
  });
  // All places at once: a look into JSON reads all of it.
  const places = document.placesOf(pieces.map(({ piece }) => piece.path));
  const found = pieces.flatMap(({ piece, problems }) =>
    problems.map(({ path, why }) => ({
      path: piece.isText ? piece.path : [...piece.path, ...path],
      text: piece.title === '' ? why : `${piece.title}: ${why}`,
    })),
  );
  const placesOfFound = found.length === 0 ? [] : document.placesOf(found.map(({ path }) => path));
  return {
    placed: pieces.flatMap(({ piece, object }, index) => {
      const place = places[index] ?? '';
      if (object === undefined) return [];
      // An exported resource is one string of the file: nothing inside of it has a place of its own.
      const at = (path: readonly PropertyKey[]) =>
        (piece.isText ? undefined : document.placesOf([[...piece.path, ...path]])[0]) ?? place;
      return [{ where: piece.title === '' ? place : `${place}: ${piece.title}`, object, at }];
    }),
    problems: found.map(({ text }, index) => `${placesOfFound[index] ?? ''}: ${text}`),
  };
}

type CheckedObject = { readonly object: KubeObject; readonly problems: readonly FieldProblem[] };
type CheckedPiece = Partial<CheckedObject> & { readonly piece: Piece; readonly problems: readonly FieldProblem[] };

function checkPiece(piece: Piece, showValues: boolean): CheckedPiece {
  if (piece.kind === 'problem') return { piece, problems: [{ path: [], why: piece.why }] };
  return { piece, ...checkObject(piece.object, showValues) };
}

/** An object as v1, and what is wrong with it. */
export function checkObject(source: KubeObject, showValues: boolean): CheckedObject {
  const { object, problems } = toV1(source);
  const ofObject = problems.map((why): FieldProblem => ({ path: [], why }));
  const ofFields = [...shapeProblems(object, { showValues }), ...nameProblems(object)];
  const title = titleOf(source);
  return { object, problems: [...ofObject, ...ofFields].map(({ path, why }) => ({ path, why: `${title}: ${why}` })) };
}

function failed(problems: readonly string[]): PayloadResult {
  return { ok: false, problems };
}

/** At most MAX_PROBLEMS of them. */
export function shorten(file: string, result: PayloadResult): PayloadResult {
  if (result.ok || result.problems.length <= MAX_PROBLEMS) return result;
  return failed([...result.problems.slice(0, MAX_PROBLEMS), `${file}: has more problems than these ${MAX_PROBLEMS}`]);
}

function titleOf({ kind, metadata }: KubeObject): string {
  const name = metadata.name ?? metadata.generateName;
  return typeof name === 'string' ? `${kind} ${name}` : kind;
}
