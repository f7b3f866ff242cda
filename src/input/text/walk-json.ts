import type { FieldPath } from '../../core/field-path.ts';

/** The callbacks of a walk. `path` is changed as the walk goes on: copy it to keep it. */
export type JsonVisitor = {
  readonly value?: (path: FieldPath, offset: number) => void;
  /** Gets each key that its object has already; `path` ends with it. */
  readonly duplicate?: (path: FieldPath, offset: number) => void;
};

/**
 * Why a text is not JSON, or JSON beyond a limit. `reached` is how far the text was understood; for a string without an
 * end, that is after `offset`.
 */
export type JsonFault = {
  readonly kind: 'syntax' | 'limit';
  readonly offset: number;
  readonly reached: number;
  readonly why: string;
};

/** Far more than any payload has; a value takes up to 400 bytes of memory when it is read and checked. */
export const MAX_VALUES = 200_000;

/** Deeper than anything that Kubernetes stores, and shallow enough for code that calls itself for each level. */
export const MAX_DEPTH = 200;

const SPACE = /[ \t\r\n]*/y;
const LITERAL = /true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/**
 * Walks JSON text once (RFC 8259), each value with its place; gives the reason where the text is not JSON. JSON.parse
 * does not say where it failed, quotes the text in its message, and accepts a key that is there twice.
 */
export function walkJson(text: string, visitor: JsonVisitor): JsonFault | undefined {
  const walk = new Walk(text, visitor);
  try {
    walk.document();
    return undefined;
  } catch (fault) {
    if (fault instanceof Fault)
      return { kind: fault.kind, offset: fault.offset, reached: fault.reached, why: fault.message };
    throw fault;
  }
}

class Fault extends Error {
  readonly offset: number;
  readonly reached: number;
  readonly kind: JsonFault['kind'];

  constructor(offset: number, why: string, more: { reached?: number; kind?: JsonFault['kind'] } = {}) {
    super(why);
    this.offset = offset;
    this.reached = more.reached ?? offset;
    this.kind = more.kind ?? 'syntax';
  }
}

class Walk {
  readonly #text: string;
  readonly #visitor: JsonVisitor;
  readonly #path: PropertyKey[] = [];
  #at = 0;
  #values = 0;

  constructor(text: string, visitor: JsonVisitor) {
    this.#text = text;
    this.#visitor = visitor;
  }

  document(): void {
    this.#space();
    this.#value();
    this.#space();
    if (this.#at < this.#text.length) throw new Fault(this.#at, 'something follows its end');
  }

  #value(): void {
    this.#values += 1;
    if (this.#values > MAX_VALUES) throw this.#beyond(`holds more than ${MAX_VALUES} values`);
    this.#visitor.value?.(this.#path, this.#at);
    const first = this.#text[this.#at];
    if (first === '{') this.#object();
    else if (first === '[') this.#array();
    else if (first === '"') this.#string();
    else if (this.#match(LITERAL) === '') throw this.#unexpected('a value');
  }

  #object(): void {
    const keys = new Set<string>();
    this.#items('}', () => {
      const offset = this.#at;
      if (this.#text[offset] !== '"') throw this.#unexpected('a key in double quotes');
      this.#string();
      const key = keyOf(this.#text.slice(offset, this.#at));
      this.#path.push(key);
      if (keys.has(key)) this.#visitor.duplicate?.(this.#path, offset);
      keys.add(key);
      this.#space();
      if (this.#text[this.#at] !== ':') throw this.#unexpected('":" after the key');
      this.#at += 1;
      this.#space();
      this.#value();
      this.#path.pop();
    });
  }

  #array(): void {
    let index = 0;
    this.#items(']', () => {
      this.#path.push(index);
      this.#value();
      this.#path.pop();
      index += 1;
    });
  }

  #items(end: '}' | ']', item: () => void): void {
    if (this.#path.length >= MAX_DEPTH) throw this.#beyond(`is nested more than ${MAX_DEPTH} levels deep`);
    this.#at += 1;
    this.#space();
    if (this.#text[this.#at] === end) {
      this.#at += 1;
      return;
    }
    for (;;) {
      item();
      this.#space();
      const next = this.#text[this.#at];
      if (next !== ',' && next !== end) throw this.#unexpected(`"," or "${end}"`);
      this.#at += 1;
      if (next === end) return;
      this.#space();
    }
  }

  #string(): void {
    const start = this.#at;
    this.#at += 1;
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (Number.isNaN(code))
        throw new Fault(start, 'a string begins here that has no end: it was cut off', { reached: this.#at });
      if (code < 0x20)
        throw new Fault(this.#at, 'a line break or control character in a string; write it as \\n or \\u00..');
      if (code === 0x5c) {
        if (this.#match(ESCAPE) === '') throw new Fault(this.#at, 'not an escape; write \\\\ for a backslash');
        continue;
      }
      this.#at += 1;
      if (code === 0x22) return;
    }
  }

  #space(): void {
    this.#match(SPACE);
  }

  /** Reads what a sticky pattern matches here; empty where it matches nothing. */
  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #beyond(limit: string): Fault {
    return new Fault(this.#at, limit, { kind: 'limit' });
  }

  #unexpected(wanted: string): Fault {
    const isEnd = this.#at >= this.#text.length;
    return new Fault(this.#at, isEnd ? `ends too early, expected ${wanted}: it was cut off` : `expected ${wanted}`);
  }
}

function keyOf(quoted: string): string {
  return quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
}

/** The offset of each path, or of the nearest value around it that exists, in a text that `walkJson` accepts. */
export function locateInJson(text: string, paths: readonly FieldPath[]): readonly number[] {
  const root: Wanted = { inner: new Map(), offset: 0 };
  for (const path of paths) {
    let node = root;
    for (const part of path) {
      const next = node.inner.get(part) ?? { inner: new Map<PropertyKey, Wanted>(), offset: undefined };
      node.inner.set(part, next);
      node = next;
    }
  }
  const value = (path: FieldPath, offset: number) => {
    let node: Wanted | undefined = root;
    for (const part of path) {
      node = node.inner.get(part);
      if (node === undefined) return;
    }
    node.offset = offset;
  };
  walkJson(text, { value });
  return paths.map((path) => {
    let [node, offset]: [Wanted | undefined, number] = [root, root.offset ?? 0];
    for (const part of path) {
      node = node.inner.get(part);
      if (node?.offset === undefined) break;
      offset = node.offset;
    }
    return offset;
  });
}

type Wanted = { readonly inner: Map<PropertyKey, Wanted>; offset: number | undefined };
