import path from 'node:path';
import type { Options } from 'yargs';
import type { FlagsOf } from '../command.ts';
import { SubpipeError } from '../../errors.ts';
import { isFileMapping } from '../../core/entry.ts';
import type { Entry, FileMapping, Mapping } from '../../core/entry.ts';
import { isFolder } from '../../input/text/read-text.ts';
import { nonEmpty } from '../../core/text.ts';
import { present } from '../../core/present.ts';

/** Flags about the main pipeline, in addition to the entry document. */
export const listenerOptions = {
  listener: { type: 'string', describe: 'EventListener to take, where the main pipeline is a folder with several' },
  trigger: { type: 'string', describe: 'trigger of that listener to take, where it has several' },
  param: {
    type: 'string',
    array: true,
    nargs: 1,
    describe: 'NAME=VALUE: param of the listener of a folder, else of the main pipeline itself; may be repeated',
  },
} as const satisfies Record<string, Options>;

export type ListenerFlags = FlagsOf<typeof listenerOptions>;

/** What the command line says about the main pipeline, in addition to the entry document. */
export type MainChoice = {
  readonly listener?: string | undefined;
  readonly trigger?: string | undefined;
  readonly params: readonly { readonly name: string; readonly value: string }[];
};

/** The values of those flags; an empty one counts as not given. */
export function mainChoice(flags: ListenerFlags): MainChoice {
  const params = (flags.param ?? []).filter((text) => text !== '').map(paramFlag);
  return { listener: nonEmpty(flags.listener), trigger: nonEmpty(flags.trigger), params };
}

/** Reads `NAME=VALUE`; the value is everything after the first `=`. */
function paramFlag(text: string): { readonly name: string; readonly value: string } {
  const at = text.indexOf('=');
  if (at > 0) return { name: text.slice(0, at), value: text.slice(at + 1) };
  throw new SubpipeError('bad-usage', `--param ${JSON.stringify(text)} is not NAME=VALUE`, {
    hint: 'write it like --param branch=main',
  });
}

/**
 * The entry with the flags put in, which win. Where the main pipeline is a folder, they choose from its listeners and
 * set params of the listener; else `--param` is an override of a param of the pipeline.
 *
 * @throws SubpipeError `bad-usage` for `--listener` or `--trigger` where the main pipeline is not a folder.
 */
export async function withMainChoice(entry: Entry, choice: MainChoice, folder: string): Promise<Entry> {
  const { listener, trigger, params } = choice;
  if (listener === undefined && trigger === undefined && params.length === 0) return entry;
  const isMain = (mapping: Mapping) => mapping.pipeline === entry.pipeline;
  const mapping = entry.mappings.find(isMain) ?? { pipeline: entry.pipeline, file: entry.pipeline };
  if (!isFileMapping(mapping) || !(await isFolder(path.resolve(folder, mapping.file)))) {
    if (listener === undefined && trigger === undefined) {
      return { ...entry, overrides: [...entry.overrides, ...params] };
    }
    throw new SubpipeError('bad-usage', '--listener and --trigger choose from a folder with EventListeners', {
      hint: `the main pipeline ${entry.pipeline} is ${isFileMapping(mapping) ? mapping.file : 'a Pipeline in the cluster'}, which is no folder`,
    });
  }
  const set = new Set(params.map(({ name }) => name));
  const chosen: FileMapping = {
    ...mapping,
    ...present({ listener, trigger }),
    ...(params.length === 0
      ? {}
      : { params: [...(mapping.params ?? []).filter(({ name }) => !set.has(name)), ...params] }),
  };
  return { ...entry, mappings: [chosen, ...entry.mappings.filter((each) => !isMain(each))] };
}
