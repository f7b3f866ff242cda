import { isObject } from './json.ts';
import type { FactValues, LineLevel, LOG_CODES } from './log-codes.ts';

/**
 * The log. Only a code of the registry, at its own level and with its own facts, compiles; TypeScript does not notice
 * further facts in a variable.
 */
export interface Log {
  info<Code extends CodeOf<'info'>>(code: Code, message: string, ...facts: FactsArgument<Code>): void;
  warn<Code extends CodeOf<'warn'>>(code: Code, message: string, ...facts: FactsArgument<Code>): void;
  error<Code extends CodeOf<'error'>>(code: Code, message: string, ...facts: FactsArgument<Code>): void;
}

export type LogCode = keyof typeof LOG_CODES;

/** One line of the log, as the function that writes it gets it. */
export type LogLine = {
  readonly level: LineLevel;
  readonly code: LogCode;
  readonly message: string;
  readonly facts: Readonly<Record<string, unknown>>;
};

/** A log that passes each line to `write`. */
export function toLog(write: (line: LogLine) => void): Log {
  return {
    info: (code, message, ...[facts]) => write({ level: 'info', code, message, facts: given(facts) }),
    warn: (code, message, ...[facts]) => write({ level: 'warn', code, message, facts: given(facts) }),
    error: (code, message, ...[facts]) => write({ level: 'error', code, message, facts: given(facts) }),
  };
}

function given(facts: unknown): LogLine['facts'] {
  return isObject(facts) ? { ...facts } : {};
}

/** The codes that may be logged at a level. */
export type CodeOf<Level extends LineLevel> = {
  [Code in LogCode]: Level extends (typeof LOG_CODES)[Code]['levels'][number] ? Code : never;
}[LogCode];

/** The facts of a code; of a code that is one of several, those of all of them. */
export type FactsOf<Code extends LogCode> = All<
  Code extends LogCode ? ValuesOf<(typeof LOG_CODES)[Code]['facts']> : never
>;

/** The intersection of the members of a union. */
type All<Union> = (Union extends unknown ? (member: Union) => void : never) extends (all: infer Each) => void
  ? Each
  : never;

type ValuesOf<Types> = {
  readonly [Name in Exclude<keyof Types, OptionalOf<Types>>]: ValueOf<Types[Name]>;
} & {
  readonly [Name in OptionalOf<Types>]?: ValueOf<Types[Name]>;
};

type OptionalOf<Types> = { [Name in keyof Types]: Types[Name] extends `${string}?` ? Name : never }[keyof Types];

type ValueOf<Type> = Type extends `${infer Required}?` ? ValueOf<Required> : FactValues[Type & keyof FactValues];

/** Nothing for a code without facts; facts that are all optional may be left out. */
type FactsArgument<Code extends LogCode> = keyof FactsOf<Code> extends never
  ? readonly []
  : object extends FactsOf<Code>
    ? readonly [facts?: FactsOf<Code>]
    : readonly [facts: FactsOf<Code>];
