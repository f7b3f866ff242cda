import type { Argv, CommandModule, InferredOptionTypes, Options } from 'yargs';

/** The flags of a command, with names in camelCase and the types that their options declare. */
export type FlagsOf<Declared extends Readonly<Record<string, Options>>> = {
  readonly [Name in keyof InferredOptionTypes<Declared> as CamelCase<Name>]: AsReadonly<
    InferredOptionTypes<Declared>[Name]
  >;
};

type AsReadonly<Value> = Value extends readonly (infer Item)[] ? readonly Item[] : Value;

type CamelCase<Name> = Name extends `${infer First}-${infer Rest}` ? `${First}${Capitalize<CamelCase<Rest>>}` : Name;

/** A command of the program: its handler cannot ask for a flag that its options do not declare. */
export function command<Flags>(module: {
  readonly command: string;
  readonly describe: string;
  readonly builder: (yargs: Argv) => Argv<Flags>;
  readonly handler: NonNullable<CommandModule<object, Flags>['handler']>;
}): CommandModule<object, Flags> {
  return module;
}
