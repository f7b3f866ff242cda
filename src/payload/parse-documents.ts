import { LineCounter, parseAllDocuments } from 'yaml';

/** One document of a YAML or JSON file, with the place where it begins. */
export type SourceDocument = { readonly value: unknown; readonly where: string };

export type DocumentsResult =
  | { readonly ok: true; readonly documents: readonly SourceDocument[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Stops alias bombs: https://eemeli.org/yaml/#tojs-options */
const MAX_ALIAS_COUNT = 100;

/** All documents of a file, empty ones left out. JSON is read as YAML 1.2, of which it is a part; problems carry file:line:col. */
export function parseDocuments(file: string, text: string): DocumentsResult {
  // JSON.parse is fifty times faster on a large export; what it refuses gets YAML's better message.
  if (/^\s*[[{]/.test(text)) {
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
      if (value !== null && value !== undefined)
        documents.push({ value, where: `document ${index + 1} (line ${line})` });
    } catch (error) {
      problems.push(`${at(document.range[0])}: ${lowerFirst(error instanceof Error ? error.message : String(error))}`);
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, documents };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
