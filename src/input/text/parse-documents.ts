import { LineCounter } from 'yaml';
import type { FieldPath } from '../../core/field-path.ts';
import type { Place } from '../../core/payload/location.ts';
import { duplicateKey, parseYaml, type TextProblem } from './parse-yaml.ts';
import { type JsonFault, locateInJson, walkJson } from './walk-json.ts';

/** One document of a file. */
export type SourceDocument = {
  readonly value: unknown;
  /** The place of each path as `file:line:col`; of the nearest value around it where there is none. */
  readonly placesOf: (paths: readonly FieldPath[]) => readonly Place[];
};

export type DocumentsResult =
  | {
      readonly ok: true;
      readonly documents: readonly SourceDocument[];
      /** How many tokens of the limit for YAML it has (parse-yaml.ts); 0 for JSON. */
      readonly yamlTokens: number;
    }
  | { readonly ok: false; readonly problems: readonly string[]; readonly isTooLarge: boolean };

const WEB_PAGE = 'is a web page or XML; was it downloaded without signing in?';

/**
 * All documents of a JSON or YAML 1.2 file without the empty ones. Each problem has file:line:col. Files may hold
 * secrets, so problems quote nothing but keys. A document that is nested deeper than MAX_DEPTH is a problem.
 */
export function parseDocuments(file: string, text: string, maxYamlTokens?: number): DocumentsResult {
  const place = placesIn(file, text);
  const refuse = (problems: readonly TextProblem[], isTooLarge = false): DocumentsResult => ({
    ok: false,
    problems: problems.map(({ offset, why }) => `${place(offset)}: ${why}`),
    isTooLarge,
  });
  if (/^\s*<[!?a-zA-Z]/.test(text)) return refuse([{ offset: 0, why: WEB_PAGE }]);
  const json = parseJson(text);
  if (json.kind === 'value') {
    return {
      ok: true,
      documents: [{ value: json.value, placesOf: (paths) => locateInJson(text, paths).map(place) }],
      yamlTokens: 0,
    };
  }
  if (json.kind === 'problems') return refuse(json.problems);
  const yaml = parseYaml(text, maxYamlTokens);
  if (!yaml.ok && yaml.isTooLarge) return refuse(yaml.problems, true);
  if (yaml.ok) {
    return {
      ok: true,
      documents: yaml.documents.map(({ value, locate }) => ({
        value,
        placesOf: (paths) => paths.map((path) => place(locate(path))),
      })),
      yamlTokens: yaml.tokens,
    };
  }
  const { fault } = json;
  // It is neither JSON nor YAML: the parser that came further gives the better reason.
  const furthest = Math.max(...yaml.problems.map(({ offset }) => offset));
  return fault !== undefined && fault.reached >= furthest ? refuse([fault]) : refuse(yaml.problems);
}

type JsonAttempt =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'problems'; readonly problems: readonly TextProblem[] }
  | { readonly kind: 'not-json'; readonly fault?: JsonFault };

/**
 * JSON has a parser of its own: that for YAML can read it too, but takes thirty times as long, too much for large
 * exports.
 */
function parseJson(text: string): JsonAttempt {
  if (!/^\s*[[{]/.test(text)) return { kind: 'not-json' };
  const problems = jsonProblems(text);
  if ('fault' in problems) {
    const { fault } = problems;
    if (fault.kind === 'limit') return { kind: 'problems', problems: [fault] };
    return { kind: 'not-json', fault: { ...fault, why: `not JSON: ${fault.why}` } };
  }
  if (problems.duplicates.length > 0) return { kind: 'problems', problems: problems.duplicates };
  return { kind: 'value', value: JSON.parse(text) as unknown };
}

/** Why a text is not JSON; else the keys that are there twice in an object, and the number of values. */
export function jsonProblems(
  text: string,
): { readonly fault: JsonFault } | { readonly duplicates: readonly TextProblem[]; readonly values: number } {
  const duplicates: TextProblem[] = [];
  let values = 0;
  const fault = walkJson(text, {
    value: () => {
      values += 1;
    },
    duplicate: (path, offset) => duplicates.push({ offset, why: duplicateKey(path.at(-1)) }),
  });
  return fault === undefined ? { duplicates, values } : { fault };
}

/** Gives `file:line:col` of offsets; lines are counted when the first one is asked for. */
function placesIn(file: string, text: string): (offset: number) => Place {
  let lines: LineCounter | undefined;
  return (offset) => {
    if (lines === undefined) {
      lines = new LineCounter();
      lines.addNewLine(0);
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1);
    }
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
}
