import { type Document, LineCounter, parseAllDocuments } from 'yaml';

/** One document of a YAML or JSON file, with the place where it begins. */
export type SourceDocument = {
  readonly value: unknown;
  readonly where: string;
  /** `file:line:col` of a field, or of the nearest one around it; only YAML that was asked for it knows. */
  readonly at?: (path: readonly PropertyKey[]) => string;
};

export type DocumentsResult =
  | { readonly ok: true; readonly documents: readonly SourceDocument[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Stops alias bombs: https://eemeli.org/yaml/#tojs-options */
const MAX_ALIAS_COUNT = 100;

/**
 * All documents of a file, empty ones left out. JSON is read as YAML 1.2, of which it is a part; problems carry
 * file:line:col. With `places`, every document can tell those of its fields.
 */
export function parseDocuments(
  file: string,
  text: string,
  { places = false }: { readonly places?: boolean } = {},
): DocumentsResult {
  // JSON.parse is fifty times faster on a large export; what it refuses gets YAML's better message.
  if (!places && /^\s*[[{]/.test(text)) {
    try {
      return { ok: true, documents: [{ value: JSON.parse(text) as unknown, where: '' }] };
    } catch {
      // Flow-style YAML, or broken JSON.
    }
  }
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const problems: string[] = [];
  const documents: SourceDocument[] = [];
  for (const [index, document] of (Array.isArray(parsed) ? parsed : []).entries()) {
    const at = (offset: number) => {
      const { line, col } = lines.linePos(offset);
      return `${file}:${line}:${col}`;
    };
    for (const error of document.errors) problems.push(`${at(error.pos[0])}: ${lowerFirst(error.message)}`);
    if (document.errors.length > 0) continue;
    try {
      const value: unknown = document.toJS({ maxAliasCount: MAX_ALIAS_COUNT });
      const line = lines.linePos(document.range[0]).line;
      if (value === null || value === undefined) continue;
      const where = `document ${index + 1} (line ${line})`;
      documents.push(places ? { value, where, at: placesOf(document, at) } : { value, where });
    } catch (error) {
      problems.push(`${at(document.range[0])}: ${lowerFirst(error instanceof Error ? error.message : String(error))}`);
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, documents };
}

function placesOf(document: Document, at: (offset: number) => string): (path: readonly PropertyKey[]) => string {
  return (path) => {
    for (let length = path.length; length > 0; length -= 1) {
      const offset = offsetOf(document.getIn(path.slice(0, length), true));
      if (offset !== undefined) return at(offset);
    }
    return at(offsetOf(document.contents) ?? document.range?.[0] ?? 0);
  };
}

/** Where a node begins; an alias stands where it is used. */
function offsetOf(node: unknown): number | undefined {
  const range = typeof node === 'object' && node !== null && 'range' in node ? (node.range as number[] | null) : null;
  return range?.[0];
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
