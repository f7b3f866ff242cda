/** Reads a text once, from its start to its end. `looks` counts how often any character was looked at, for tests. */
export class Cursor {
  readonly #text: string;
  #at = 0;
  #looks = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get looks(): number {
    return this.#looks;
  }

  /** The character that is read next, or the one `ahead` characters further; empty after the end. */
  peek(ahead = 0): string {
    this.#looks += 1;
    return this.#text.charAt(this.#at + ahead);
  }

  /** Reads a character; empty at the end. */
  next(): string {
    const character = this.peek();
    this.#at += character.length;
    return character;
  }

  /** Reads `count` characters, which were looked at before. */
  take(count: number): string {
    const start = this.#at;
    this.#at += count;
    return this.#text.slice(start, this.#at);
  }

  /** Reads up to the first character for which `isEnd` is true, or to the end. */
  takeUntil(isEnd: (character: string) => boolean): string {
    let length = 0;
    for (let each = this.peek(); each !== '' && !isEnd(each); each = this.peek(length)) length += 1;
    return this.take(length);
  }
}
