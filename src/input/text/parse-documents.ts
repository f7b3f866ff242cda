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
      /** What reading it took of a budget for YAML (parse-yaml.ts); 0 for JSON. */
      readonly yamlTokens: number;
    }
  | { readonly ok: false; readonly problems: readonly string[]; readonly isTooLarge: boolean };

const WEB_PAGE = 'is a web page or XML; was it downloaded without signing in?';

/**
 * All documents of a JSON or YAML 1.2 file, empty ones left out. Problems carry file:line:col and, as files hold
 * secrets, nothing of the text but keys. No document is nested deeper than MAX_DEPTH.
 */
export function parseDocuments(file: string, text: string, maxYamlTokens?: number): DocumentsResult {
  const place = placesIn(file, text);
  const tell = (problems: readonly TextProblem[], isTooLarge = false): DocumentsResult => ({
    ok: false,
    problems: problems.map(({ offset, why }) => `${place(offset)}: ${why}`),
    isTooLarge,
  });
  if (/^\s*<[!?a-zA-Z]/.test(text)) return tell([{ offset: 0, why: WEB_PAGE }]);
  const json = parseJson(text);
  if (json.kind === 'value') {
    return {
      ok: true,
      documents: [{ value: json.value, placesOf: (paths) => locateInJson(text, paths).map(place) }],
      yamlTokens: 0,
    };
  }
  if (json.kind === 'problems') return tell(json.problems);
  const yaml = parseYaml(text, maxYamlTokens);
  if (!yaml.ok && yaml.isTooLarge) return tell(yaml.problems, true);
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
  // What is neither: the parser that understood more of it has the better reason.
  const furthest = Math.max(...yaml.problems.map(({ offset }) => offset));
  return fault !== undefined && fault.reached >= furthest ? tell([fault]) : tell(yaml.problems);
}

type JsonAttempt =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'problems'; readonly problems: readonly TextProblem[] }
  | { readonly kind: 'not-json'; readonly fault?: JsonFault };

/** YAML 1.2 can read JSON too, thirty times slower, which matters for large exports. */
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

/** What keeps a text from being JSON; else the keys that it has twice, and how many values it holds. */
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
