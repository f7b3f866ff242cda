import type { FieldPath } from '../../core/field-path.ts';
import { type KubeObject, titleOf } from '../../core/k8s/object.ts';
import { type FieldProblem, nameProblems } from '../../core/k8s/validate-names.ts';
import { type LocatedObject, placeOfObject } from '../../core/payload/location.ts';
import { assemblePayload, type PayloadResult } from '../../core/payload/payload.ts';
import { unresolvedRefs } from '../../core/payload/unresolved-refs.ts';
import { toV1 } from '../../core/tekton/convert-v1.ts';
import type { SourceDocument } from '../text/parse-documents.ts';
import { shapeProblems } from './object-shape.ts';
import { payloadObjects, type Piece } from './payload-objects.ts';
import { present } from '../../core/present.ts';

/*
 * How the documents of files become a payload, always in this way: locateObjects, then, where a listener makes other
 * objects of them, checkLocated, then assembleChecked.
 */

/** More are not useful to read, and the problems of a signal become part of an annotation. */
const MAX_PROBLEMS = 20;

export type Located = { readonly located: readonly LocatedObject[]; readonly problems: readonly string[] };

export type CheckedObject = { readonly object: KubeObject; readonly problems: readonly FieldProblem[] };
export type CheckObject = (object: KubeObject) => CheckedObject;

/** A check that accepts every Kubernetes object. */
export const unchecked: CheckObject = (object) => ({ object, problems: [] });

/** An object as v1, and what is wrong with it. Problems quote wrong values only where `showValues` is true. */
export function checkObject(source: KubeObject, showValues: boolean): CheckedObject {
  const { object, problems } = toV1(source);
  const ofObject = problems.map((why): FieldProblem => ({ path: [], why }));
  const ofFields = [...shapeProblems(object, { showValues }), ...nameProblems(object)];
  const title = titleOf(source);
  return { object, problems: [...ofObject, ...ofFields].map(({ path, why }) => ({ path, why: `${title}: ${why}` })) };
}

/** The objects of a document, each as `check` returns it and with its place, and all problems, each with its place. */
export function locateObjects(document: SourceDocument, check: CheckObject): Located {
  let count = 0;
  const pieces = payloadObjects(document).flatMap((piece) => {
    if (count > MAX_PROBLEMS) return [];
    const checked = checkPiece(piece, check);
    count += checked.problems.length;
    return [checked];
  });
  // All places in one call: to find a place in JSON, the whole text is read.
  const places = document.placesOf(pieces.map(({ piece }) => piece.path));
  const found = pieces.flatMap(({ piece, problems }) =>
    problems.map(({ path, why }) => ({
      path: piece.isText ? piece.path : [...piece.path, ...path],
      text: piece.within === undefined ? why : `${piece.within}: ${why}`,
    })),
  );
  const placesOfFound = found.length === 0 ? [] : document.placesOf(found.map(({ path }) => path));
  return {
    located: pieces.flatMap(({ piece, object }, index): readonly LocatedObject[] => {
      if (object === undefined) return [];
      const { within } = piece;
      const place = places[index] ?? '';
      // An exported resource is one string of the file: nothing in it has a place of its own.
      const placeOf = (path: FieldPath) =>
        (piece.isText ? undefined : document.placesOf([[...piece.path, ...path]])[0]) ?? place;
      return [{ object, placeOf, ...present({ within }) }];
    }),
    problems: found.map(({ text }, index) => `${placesOfFound[index] ?? ''}: ${text}`),
  };
}

type CheckedPiece = Partial<CheckedObject> & { readonly piece: Piece; readonly problems: readonly FieldProblem[] };

function checkPiece(piece: Piece, check: CheckObject): CheckedPiece {
  if (piece.kind === 'problem') return { piece, problems: [{ path: [], why: piece.why }] };
  return { piece, ...check(piece.object) };
}

/** The same for objects that have a place already. */
export function checkLocated(located: readonly LocatedObject[], check: CheckObject): Located {
  const checked = located.map((each) => ({ each, ...check(each.object) }));
  return {
    located: checked.map(({ each, object }) => ({ ...each, object })),
    problems: checked.flatMap(({ each, problems }) =>
      problems.map(({ path, why }) => {
        const within = each.within === undefined ? '' : `${each.within}: `;
        return `${each.placeOf(path)}: ${within}${why}`;
      }),
    ),
  };
}

/** Makes a payload of objects of which each was checked: sorts them, and checks the references between them. */
export function assembleChecked(file: string, { located, problems }: Located): PayloadResult {
  if (problems.length > 0) return { ok: false, problems };
  const result = assemblePayload(file, located);
  if (!result.ok) return result;
  const byObject = new Map(located.map((each) => [each.object, placeOfObject(each)]));
  const dangling = unresolvedRefs(result.payload, (object) => byObject.get(object) ?? file);
  if (dangling.length > 0) return { ok: false, problems: dangling };
  const byTitle = new Map(located.map((each) => [titleOf(each.object), each]));
  return { ...result, placeOf: ({ object, path }) => byTitle.get(object)?.placeOf(path) };
}

/** The result with at most MAX_PROBLEMS problems. */
export function shorten(file: string, result: PayloadResult): PayloadResult {
  if (result.ok || result.problems.length <= MAX_PROBLEMS) return result;
  const shown = result.problems.slice(0, MAX_PROBLEMS);
  return { ok: false, problems: [...shown, `${file}: has more problems than these ${MAX_PROBLEMS}`] };
}
