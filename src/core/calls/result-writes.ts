import { type Command, readScript } from './shell-script.ts';
import { type Part, plainText, type Word } from './shell-words.ts';

/** What a script does with one result. */
export type ResultWrites = {
  /** What it writes into the result's file, as words of the script. */
  readonly written: readonly { readonly value: Word; readonly isAppended: boolean }[];
  /** True where it names the file in another way too, so that anything may be written. */
  readonly isOpen: boolean;
};

/** What is known of a script without running it. */
export type ScriptFacts = {
  /** By name of the result; only those that the script names. */
  readonly writes: ReadonlyMap<string, ResultWrites>;
  /** Variables that the script may set itself. */
  readonly mayAssign: (name: string) => boolean;
};

type Write = { readonly result: string; readonly value: Word; readonly isAppended: boolean };

/** Words of the shell's syntax after which a command may come. */
const SYNTAX = new Set(['if', 'then', 'elif', 'else', 'while', 'until', 'do', '{', '!']);
/** Operators after which a command may not run, or reads what is not known. */
const DEPENDENT = new Set(['&&', '||', '|', '|&']);
const RUNS_ANYTHING = new Set(['eval', '.', 'source']);
const SETS_VARIABLES = new Set(['export', 'readonly', 'declare', 'typeset', 'local', 'read', 'unset']);

/** Reads a script in one pass. A script that is not a shell's may write anything into the results that it names. */
export function factsOfScript(text: string): ScriptFacts {
  const script = readScript(text);
  const commands = isForShell(text) ? script.commands : [];
  const byResult = Map.groupBy(writesIn(commands), ({ result }) => result);
  const named = Map.groupBy(script.tekton.flatMap(resultOf), (result) => result);
  const writes = [...named].map(([result, all]): [string, ResultWrites] => {
    const written = byResult.get(result) ?? [];
    return [result, { written, isOpen: all.length > written.length }];
  });
  const assigned = new Set([...script.assigned, ...commands.flatMap(({ words }) => words.flatMap(assignedBy))]);
  const isAnything = commands.some(maySetAnything);
  return { writes: new Map(writes), mayAssign: (name) => isAnything || assigned.has(name) };
}

function isForShell(text: string): boolean {
  if (!text.startsWith('#!')) return true;
  const [line = ''] = text.slice(0, 200).split('\n');
  return /sh(?:\s|$)/.test(line);
}

/** `x` of `results.x.path` in any of Tekton's notations. */
function resultOf(variable: string): readonly string[] {
  const [, dotted, single, double] = /^results(?:\.(.+)|\['([^']+)'\]|\["([^"]+)"\])\.path$/.exec(variable) ?? [];
  return [dotted, single, double].filter((each) => each !== undefined);
}

/** The variable that a word sets, as `NAME=value` does, or may set, as `NAME` after `read`, `export` or `for`. */
function assignedBy([first]: Word): readonly string[] {
  if (first?.kind !== 'text') return [];
  return /^([A-Za-z_]\w*)(?:$|\+?=|\[)/.exec(first.text)?.slice(1) ?? [];
}

/** True for a command that may set any variable: `. ./file`, or `export $(cat file)`. */
function maySetAnything(command: Command): boolean {
  const name = nameOf(command);
  return (
    RUNS_ANYTHING.has(name) || (SETS_VARIABLES.has(name) && command.words.some(([first]) => first?.kind !== 'text'))
  );
}

function writesIn(commands: readonly Command[]): readonly Write[] {
  return commands.flatMap((command, index) => redirectedWrite(command) ?? teeWrite(commands[index - 1], command) ?? []);
}

/** `echo greet > FILE`. */
function redirectedWrite(command: Command): Write | undefined {
  const output = outputsOf(command).at(-1);
  const value = DEPENDENT.has(command.before) ? undefined : printedBy(command);
  const result = output === undefined ? undefined : fileOf(output.target);
  if (output === undefined || value === undefined || result === undefined) return undefined;
  return { result, value, isAppended: output.operator === '>>' };
}

/** `echo greet | tee FILE`. */
function teeWrite(before: Command | undefined, command: Command): Write | undefined {
  if (before === undefined || command.before !== '|' || nameOf(command) !== 'tee') return undefined;
  const value = DEPENDENT.has(before.before) || outputsOf(before).length > 0 ? undefined : printedBy(before);
  const [result] = command.words.flatMap((word) => fileOf(word) ?? []);
  if (value === undefined || result === undefined) return undefined;
  const isAppended = command.words.map(plainText).some((word) => word === '-a' || word === '--append');
  return { result, value, isAppended };
}

/** The redirections of the standard output, of which the last one counts. */
function outputsOf({ redirections }: Command) {
  return redirections.filter(
    ({ operator, descriptor = '1' }) => descriptor === '1' && operator.includes('>') && operator !== '<>',
  );
}

function fileOf(word: Word): string | undefined {
  const parts = word.filter((part) => part.kind !== 'text' || part.text !== '');
  const [only, ...others] = parts;
  return only?.kind === 'tekton' && others.length === 0 ? resultOf(only.name)[0] : undefined;
}

function nameOf(command: Command): string {
  return plainText(wordsOf(command)[0] ?? []) ?? '';
}

/** The words of a command, beginning with its name. */
function wordsOf({ words }: Command): readonly Word[] {
  const start = words.findIndex((word) => !SYNTAX.has(plainText(word) ?? ''));
  return start < 0 ? [] : words.slice(start);
}

/** What `echo` or `printf` prints, without newlines at its end. */
function printedBy(command: Command): Word | undefined {
  const [, ...words] = wordsOf(command);
  switch (nameOf(command)) {
    case 'echo':
      return joined(words.slice(words.findIndex((word) => !/^-[ne]+$/.test(plainText(word) ?? ''))));
    case 'printf':
      return formatted(words);
    default:
      return undefined;
  }
}

/** What `printf` prints where its format has at most one `%s`; undefined for any other format. */
function formatted([format, ...values]: readonly Word[]): Word | undefined {
  if (format === undefined || values.length > 1) return undefined;
  const parts = format.map((part) =>
    part.kind === 'text' ? { ...part, text: part.text.replaceAll('\\n', '\n') } : part,
  );
  const texts = parts.flatMap((part) => (part.kind === 'text' ? part.text.split('%s') : []));
  const places = texts.length - parts.filter(({ kind }) => kind === 'text').length;
  const [value = []] = values;
  if (places !== values.length || texts.some((text) => text.includes('%'))) return undefined;
  return parts.flatMap((part) => (part.kind === 'text' ? withValue(part, value) : [part]));
}

function withValue(part: Part & { readonly kind: 'text' }, value: Word): Word {
  const [before = '', after] = part.text.split('%s');
  return after === undefined ? [part] : [{ ...part, text: before }, ...value, { ...part, text: after }];
}

function joined(words: readonly Word[]): Word {
  const blank: Part = { kind: 'text', text: ' ', quoting: 'double' };
  return words.flatMap((word, index) => (index === 0 ? word : [blank, ...word]));
}
