import {
  type Document,
  type ErrorCode,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  Lexer,
  parseAllDocuments,
  type Scalar,
  visit,
  type YAMLMap,
  type YAMLParseError,
} from 'yaml';
import { isObject } from '../../core/json.ts';
import type { FieldPath } from '../../core/field-path.ts';
import { MAX_DEPTH } from './walk-json.ts';

/** A problem at a place in a text. */
export type TextProblem = { readonly offset: number; readonly why: string };

/** One document of a YAML text; `locate` gives the offset of a path, or of the nearest value around it that exists. */
export type YamlDocument = { readonly value: unknown; readonly locate: (path: FieldPath) => number };

export type YamlResult =
  | { readonly ok: true; readonly documents: readonly YamlDocument[]; readonly tokens: number }
  | { readonly ok: false; readonly problems: readonly TextProblem[]; readonly isTooLarge: boolean };

/** A limit against alias bombs: https://eemeli.org/yaml/#tojs-options */
const MAX_ALIAS_COUNT = 100;
/**
 * The parser needs up to 700 bytes for each token of the document that it reads, and half of that for those before it.
 * Ordinary YAML of half a megabyte has MAX_TOKENS; the text of scripts hardly counts.
 */
export const MAX_TOKENS = 200_000;
const MAX_TOKENS_OF_DOCUMENT = 100_000;
const MAX_DOCUMENTS = 5_000;
const SHOWN_KEY_LENGTH = 80;
const TOO_LARGE = 'is too large for YAML; save it as JSON, or make it smaller';
const TOO_DEEP = `is nested more than ${MAX_DEPTH} levels deep`;

/**
 * All documents of a YAML 1.2 text without the empty ones; merge keys (`<<`) are resolved, as kubectl does it. More
 * than `maxTokens` is a problem; several texts whose nodes are all kept share one limit.
 */
export function parseYaml(text: string, maxTokens = MAX_TOKENS): YamlResult {
  const size = sizeOf(text, maxTokens);
  if (!size.ok) return { ok: false, problems: [size.problem], isTooLarge: size.isTooLarge };
  const parsed = parseAllDocuments(text, { uniqueKeys: false, prettyErrors: false, merge: true });
  const all = Array.isArray(parsed) ? parsed : [];
  const problems = all.flatMap((document) => documentProblems(document));
  if (problems.length > 0) return { ok: false, problems, isTooLarge: false };
  const documents: YamlDocument[] = [];
  for (const document of all) {
    const offset = offsetOf(document.contents) ?? document.range[0];
    try {
      const value: unknown = document.toJS({ maxAliasCount: MAX_ALIAS_COUNT });
      if (value === null || value === undefined) continue;
      const locate = (path: FieldPath) => locateInYaml(document, path) ?? offset;
      documents.push({ value, locate });
    } catch {
      // Other problems with aliases were reported before this.
      const why = 'its aliases and merge keys do not resolve, or would grow beyond all measure; write the values out';
      problems.push({ offset, why });
    }
  }
  if (problems.length > 0) return { ok: false, problems, isTooLarge: false };
  return { ok: true, documents, tokens: size.tokens };
}

type SizeResult =
  | { readonly ok: true; readonly tokens: number }
  | { readonly ok: false; readonly problem: TextProblem; readonly isTooLarge: boolean };

/**
 * The number of tokens, or why there are too many. It is counted before the parser is called, which builds everything
 * at once and calls itself for each level.
 */
function sizeOf(text: string, maxTokens: number): SizeResult {
  let [offset, tokens, before, documents, depth] = [0, 0, 0, 0, 0];
  const refused = (why: string): SizeResult => ({ ok: false, problem: { offset, why }, isTooLarge: false });
  for (const token of new Lexer().lex(text)) {
    tokens += 1;
    if (token === DOCUMENT_BEGINS || token === '---') {
      documents += 1;
      before = tokens;
    }
    if (token === '[' || token === '{') depth += 1;
    if (token === ']' || token === '}') depth -= 1;
    if (depth > MAX_DEPTH) return refused(TOO_DEEP);
    if (depth < 0) return refused('not YAML: a closing bracket that none opens; quote it if it is text');
    if (tokens > maxTokens || tokens - before > MAX_TOKENS_OF_DOCUMENT) {
      return { ok: false, problem: { offset, why: TOO_LARGE }, isTooLarge: true };
    }
    if (documents > MAX_DOCUMENTS) return refused(`holds more than ${MAX_DOCUMENTS} documents`);
    if (!MARKS.has(token)) offset += token.length;
  }
  return { ok: true, tokens };
}

// https://eemeli.org/yaml/#lexer: marks that the lexer puts before what follows, and that are not in the text.
const DOCUMENT_BEGINS = '\u0002';
const MARKS: ReadonlySet<string> = new Set([DOCUMENT_BEGINS, '\u0018', '\u001f']);

function documentProblems(document: Document.Parsed): readonly TextProblem[] {
  // Errors after the first one mostly follow from it.
  const [error] = document.errors;
  if (error !== undefined) return [{ offset: error.pos[0], why: sentence(error) }];
  const problems: TextProblem[] = [];
  const report = (node: unknown, why: string) => problems.push({ offset: offsetOf(node) ?? 0, why });
  const anchors = new Map<string, unknown>();
  visit(document, {
    Node: (_key, node, path) => {
      if (path.length > MAX_DEPTH && path.filter(isCollection).length >= MAX_DEPTH) {
        report(node, TOO_DEEP);
        return visit.BREAK;
      }
      if (isAlias(node)) {
        const target = anchors.get(node.source);
        if (target === undefined) report(node, 'an alias to an anchor that is not before it');
        else if ((path as readonly unknown[]).includes(target))
          report(node, 'an alias within its own anchor has no end');
        return undefined;
      }
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
      if (isMap(node)) for (const key of duplicateKeys(node)) report(key, duplicateKey(key.value));
      return undefined;
    },
  });
  return problems;
}

/** The keys that are there twice. In linear time: the parser's own check compares each key with all others. */
function duplicateKeys({ items }: YAMLMap): readonly Scalar[] {
  const seen = new Set<unknown>();
  return items.flatMap(({ key }) => {
    if (!isScalar(key)) return [];
    if (seen.has(key.value)) return [key];
    seen.add(key.value);
    return [];
  });
}

/** The problem with a key that is there twice. */
export function duplicateKey(key: unknown): string {
  return `key ${JSON.stringify(String(key).slice(0, SHOWN_KEY_LENGTH))} is there twice; keep one of them`;
}

/** The parser's own sentence where that does not quote the text, which may be a secret; else one of ours. */
function sentence({ code, message }: Pick<YAMLParseError, 'code' | 'message'>): string {
  if (code === 'RESOURCE_EXHAUSTION') return TOO_DEEP;
  return `not YAML: ${SENTENCES[code] ?? message.charAt(0).toLowerCase() + message.slice(1)}`;
}

const SENTENCES: Partial<Readonly<Record<ErrorCode, string>>> = {
  BAD_ALIAS: 'a "*" or "&" without a name after it; quote the value if it is text',
  BAD_COLLECTION_TYPE: 'a tag that is not for such a value',
  BAD_DIRECTIVE: 'a line that begins with "%" is a directive, and YAML does not know this one',
  BAD_DQ_ESCAPE: 'an unknown escape in double quotes; write \\\\ for a backslash, or use single quotes',
  BAD_SCALAR_START: 'a value cannot begin with this character; quote it',
  IMPOSSIBLE: 'cannot be understood from here on',
  MULTIPLE_DOCS: 'more than one document',
  TAG_RESOLVE_FAILED: 'a tag that is not for this value',
  UNEXPECTED_TOKEN: 'something is here that does not belong; is a quote, a bracket or indentation wrong before it?',
};

function locateInYaml(document: Document.Parsed, path: FieldPath): number | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const offset = offsetOf(document.getIn(path.slice(0, length), true));
    if (offset !== undefined) return offset;
  }
  return undefined;
}

function offsetOf(node: unknown): number | undefined {
  const range = isObject(node) ? node['range'] : undefined;
  return Array.isArray(range) ? (range[0] as number) : undefined;
}
