import type { Cursor } from './cursor.ts';

/*
 * Words of a POSIX shell (https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html, 2.2 to 2.6), with
 * the variables of Tekton in them, which Tekton replaces in any quotes before a shell sees the script.
 */

export type Quoting = 'none' | 'single' | 'double';

/** A piece of a word. What only the running shell can know, such as the output of a command, is `unknown`. */
export type Part =
  | { readonly kind: 'text'; readonly text: string; readonly quoting: Quoting }
  /** What is between `$(` and `)`, such as `results.image.path`. */
  | { readonly kind: 'tekton'; readonly name: string; readonly quoting: Quoting }
  /** `$NAME` or `${NAME}`. */
  | { readonly kind: 'variable'; readonly name: string; readonly quoting: Quoting }
  | { readonly kind: 'unknown' };

export type Word = readonly Part[];

/** The text that words are read from, and what was found in it so far, at any depth of quotes and commands. */
export type Source = {
  readonly cursor: Cursor;
  /** Tekton's variables, each as often as it is used. */
  readonly tekton: string[];
  /** Variables that an expansion may set: `${NAME:=word}`. */
  readonly assigned: string[];
};

/** What ends a word outside quotes. A carriage return counts as a blank, for files from Windows. */
const WORD_ENDS = new Set(['', ' ', '\t', '\r', '\n', ';', '&', '|', '(', ')', '<', '>']);
const QUOTES = new Set(['"', "'", '$', '`', '\\']);
/** In double quotes a backslash escapes only these; before any other character it is a plain character. */
const ESCAPED_IN_DOUBLE = new Set(['$', '`', '"', '\\']);
const TEKTON_VARIABLES = /^(?:params|results|workspaces|context|tasks|finally|steps?)[.[]/;
const UNKNOWN: Part = { kind: 'unknown' };

export const isWordEnd = (character: string) => WORD_ENDS.has(character);
const isNameStart = (character: string) => /^[A-Za-z_]$/.test(character);
const isNamePart = (character: string) => /^\w$/.test(character);
const isTektonPart = (character: string) => /^[\w.\-[\]*'"]$/.test(character);

/** The word that begins here; empty where none does. */
export function readWord(source: Source): Word {
  const { cursor } = source;
  const parts: Part[] = [];
  while (!isWordEnd(cursor.peek())) parts.push(...readParts(source));
  return parts;
}

/** The text of a word; undefined where anything but text is in it. */
export function plainText(word: Word): string | undefined {
  const texts = word.flatMap((part) => (part.kind === 'text' ? [part.text] : []));
  return texts.length === word.length ? texts.join('') : undefined;
}

function readParts(source: Source): readonly Part[] {
  const { cursor } = source;
  switch (cursor.peek()) {
    case "'":
      cursor.next();
      return readSingleQuoted(source);
    case '"':
      cursor.next();
      return readDoubleQuoted(source);
    case '$':
      return [readDollar(source, 'none')];
    case '`':
      cursor.next();
      skipTo('`', source);
      return [UNKNOWN];
    case '\\':
      return readEscaped(cursor);
    default: {
      const text = cursor.takeUntil((each) => isWordEnd(each) || QUOTES.has(each));
      return [{ kind: 'text', text, quoting: 'none' }];
    }
  }
}

/** The character after a backslash; none for a newline, which only continues the line. */
function readEscaped(cursor: Cursor): readonly Part[] {
  cursor.next();
  const text = cursor.next();
  return text === '\n' ? [] : [{ kind: 'text', text, quoting: 'single' }];
}

function readSingleQuoted(source: Source): readonly Part[] {
  const { cursor } = source;
  const parts: Part[] = [];
  let text = '';
  const flush = () => parts.push({ kind: 'text', text, quoting: 'single' });
  for (;;) {
    text += cursor.takeUntil((each) => each === "'" || each === '$');
    const end = cursor.peek();
    if (end !== '$') {
      cursor.next();
      flush();
      return end === '' ? [...parts, UNKNOWN] : parts;
    }
    const name = readTekton(source);
    if (name === undefined) {
      text += cursor.next();
    } else {
      flush();
      text = '';
      parts.push({ kind: 'tekton', name, quoting: 'single' });
    }
  }
}

function readDoubleQuoted(source: Source): readonly Part[] {
  const { cursor } = source;
  const parts: Part[] = [];
  for (;;) {
    const text = cursor.takeUntil((each) => each === '"' || each === '$' || each === '`' || each === '\\');
    parts.push({ kind: 'text', text, quoting: 'double' });
    switch (cursor.peek()) {
      case '$':
        parts.push(readDollar(source, 'double'));
        break;
      case '`':
        cursor.next();
        skipTo('`', source);
        parts.push(UNKNOWN);
        break;
      case '\\':
        parts.push(...readBackslashInDouble(cursor));
        break;
      case '"':
        cursor.next();
        return parts;
      default:
        return [...parts, UNKNOWN];
    }
  }
}

function readBackslashInDouble(cursor: Cursor): readonly Part[] {
  const escaped = cursor.peek(1);
  if (escaped === '\n' || ESCAPED_IN_DOUBLE.has(escaped)) return readEscaped(cursor);
  return [{ kind: 'text', text: cursor.next(), quoting: 'double' }];
}

/** Reads what begins with a dollar: a variable of Tekton or of the shell, the output of a command, arithmetic. */
function readDollar(source: Source, quoting: Quoting): Part {
  const { cursor } = source;
  const tekton = readTekton(source);
  if (tekton !== undefined) return { kind: 'tekton', name: tekton, quoting };
  cursor.next();
  const next = cursor.peek();
  if (isNameStart(next)) return { kind: 'variable', name: readName(cursor), quoting };
  if (next === '(') {
    cursor.next();
    skipTo(')', source);
    return UNKNOWN;
  }
  if (next === '{') {
    cursor.next();
    return readBraced(source, quoting);
  }
  // `$'text'` has escapes of its own.
  if (next === "'" && quoting === 'none') return UNKNOWN;
  if (!/^[\d@*#?$!-]$/.test(next)) return { kind: 'text', text: '$', quoting };
  cursor.next();
  return UNKNOWN;
}

function readBraced(source: Source, quoting: Quoting): Part {
  const { cursor } = source;
  const name = readName(cursor);
  const next = cursor.peek();
  if (next === '}' && name !== '') {
    cursor.next();
    return { kind: 'variable', name, quoting };
  }
  if (next === '=' || (next === ':' && cursor.peek(1) === '=')) source.assigned.push(name);
  skipTo('}', source);
  return UNKNOWN;
}

const readName = (cursor: Cursor) => cursor.takeUntil((each) => !isNamePart(each));

/** Reads a variable of Tekton, such as `$(params.x)`; undefined, with nothing read, at the shell's own `$(command)`. */
export function readTekton(source: Source): string | undefined {
  const { cursor } = source;
  if (cursor.peek(1) !== '(') return undefined;
  let length = 2;
  let name = '';
  for (let each = cursor.peek(length); isTektonPart(each); each = cursor.peek(length)) {
    name += each;
    length += 1;
  }
  if (cursor.peek(length) !== ')' || !TEKTON_VARIABLES.test(name)) return undefined;
  cursor.take(length + 1);
  source.tekton.push(name);
  return name;
}

/**
 * Skips everything up to `closer`, nested parts included. It has its own stack, so that no depth exhausts that of
 * calls.
 */
function skipTo(closer: ')' | '}' | '`', source: Source): void {
  const { cursor } = source;
  const open: string[] = [closer];
  while (open.length > 0) {
    const next = cursor.peek();
    const inner = open.at(-1);
    if (next === '') return;
    if (next === '$' && readTekton(source) !== undefined) continue;
    cursor.next();
    if (next === '\\') cursor.next();
    else if (next === inner) open.pop();
    else if (next === "'" && inner !== '"') readSingleQuoted(source);
    else if (next === '"' || next === '`') open.push(next);
    else if (next === '(' && inner !== '"') open.push(')');
    else if (next === '$' && (cursor.peek() === '(' || cursor.peek() === '{')) {
      open.push(cursor.next() === '(' ? ')' : '}');
    }
  }
}
