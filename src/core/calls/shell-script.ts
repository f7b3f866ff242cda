import { Cursor } from './cursor.ts';
import { isWordEnd, plainText, readTekton, readWord, type Source, type Word } from './shell-words.ts';

/** A simple command with its redirections. Words of the shell's own syntax, such as `then`, come before its name. */
export type Command = {
  /** The operator before it: `&&`, `|`, `;`, `(`, a newline; empty at the start. */
  readonly before: string;
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
};

export type Redirection = {
  /** `>`, `>>`, `<`, `<<`, `&>` and so on. */
  readonly operator: string;
  /** `2` in `2>file`. */
  readonly descriptor?: string;
  readonly target: Word;
};

export type Script = {
  readonly commands: readonly Command[];
  /** Tekton's variables in it, each as often as it is used; those in comments are left out. */
  readonly tekton: readonly string[];
  /** Variables that an expansion may set. */
  readonly assigned: readonly string[];
};

type HereDocument = { readonly delimiter: string; readonly isIndented: boolean };

/**
 * Reads a shell script in one pass, without running it. It looks at each character a bounded number of times, for any
 * script. The bodies of here-documents are not read as commands. A script of another language gives commands without
 * meaning, never an error.
 */
export function readScript(text: string, cursor: Cursor = new Cursor(text)): Script {
  const source: Source = { cursor, tekton: [], assigned: [] };
  const commands: Command[] = [];
  let waiting: HereDocument[] = [];
  let before = '';
  let words: Word[] = [];
  let redirections: Redirection[] = [];
  const endCommand = (operator: string) => {
    const isEmpty = words.length === 0 && redirections.length === 0;
    if (!isEmpty) commands.push({ before, words, redirections });
    // A line may end after `&&` or `|`.
    if (!isEmpty || operator !== '\n') before = operator;
    words = [];
    redirections = [];
  };
  const addRedirection = (descriptor?: string) => {
    const redirection = readRedirection(source, descriptor);
    redirections.push(redirection);
    if (redirection.operator === '<<' || redirection.operator === '<<-') {
      const delimiter = plainText(redirection.target) ?? '';
      waiting.push({ delimiter, isIndented: redirection.operator === '<<-' });
    }
  };

  for (;;) {
    skipBlanks(cursor);
    const next = cursor.peek();
    if (next === '') break;
    if (next === '#') {
      cursor.takeUntil((each) => each === '\n');
    } else if (startsRedirection(cursor)) {
      addRedirection();
    } else if (isWordEnd(next)) {
      const operator = readOperator(cursor);
      endCommand(operator);
      if (operator !== '\n') continue;
      for (const each of waiting) skipHereDocument(source, each);
      waiting = [];
    } else {
      const word = readWord(source);
      const descriptor = descriptorIn(word);
      if (descriptor !== undefined && startsRedirection(cursor)) addRedirection(descriptor);
      else if (word.length > 0) words.push(word);
    }
  }
  endCommand('');
  return { commands, tekton: source.tekton, assigned: source.assigned };
}

/** Blanks, and lines that go on in the next one. */
function skipBlanks(cursor: Cursor): void {
  for (;;) {
    const next = cursor.peek();
    if (next === ' ' || next === '\t' || next === '\r') cursor.next();
    else if (next === '\\' && cursor.peek(1) === '\n') cursor.take(2);
    else return;
  }
}

function startsRedirection(cursor: Cursor): boolean {
  const next = cursor.peek();
  return next === '<' || next === '>' || (next === '&' && cursor.peek(1) === '>');
}

function descriptorIn([only, ...others]: Word): string | undefined {
  const isNumber = only?.kind === 'text' && only.quoting === 'none' && /^\d{1,3}$/.test(only.text);
  return isNumber && others.length === 0 ? only.text : undefined;
}

function readRedirection(source: Source, descriptor: string | undefined): Redirection {
  const { cursor } = source;
  let operator = cursor.next();
  if (operator === '&') operator += cursor.next();
  const second = cursor.peek();
  if (operator.endsWith('>') && (second === '>' || second === '|' || second === '&')) operator += cursor.next();
  else if (operator === '<' && (second === '<' || second === '&' || second === '>')) operator += cursor.next();
  if (operator === '<<' && (cursor.peek() === '-' || cursor.peek() === '<')) operator += cursor.next();
  skipBlanks(cursor);
  const target = readWord(source);
  return descriptor === undefined ? { operator, target } : { operator, descriptor, target };
}

/** One of `;`, `&`, `|`, `(`, `)`, a newline, or two of them that form one operator. */
function readOperator(cursor: Cursor): string {
  const first = cursor.next();
  const second = cursor.peek();
  const isDouble = (first === second && '&|;'.includes(first)) || (second === '&' && '|;'.includes(first));
  return isDouble ? first + cursor.next() : first;
}

function skipHereDocument(source: Source, { delimiter, isIndented }: HereDocument): void {
  const { cursor } = source;
  while (cursor.peek() !== '') {
    let line = '';
    for (;;) {
      line += cursor.takeUntil((each) => each === '\n' || each === '$');
      if (cursor.peek() !== '$') break;
      if (readTekton(source) === undefined) line += cursor.next();
      else line += '$()';
    }
    cursor.next();
    if ((isIndented ? line.replace(/^\t+/, '') : line) === delimiter) return;
  }
}
