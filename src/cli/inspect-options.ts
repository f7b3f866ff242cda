import path from 'node:path';
import type { Argv } from 'yargs';
import { type Inspection, inspectInput } from '../app/inspect-input.ts';
import { SubpipeError } from '../errors.ts';
import { folderCatalog } from '../payload/catalog.ts';
import type { Log } from '../report/log.ts';
import { type Told, toldFindings } from '../report/tell-findings.ts';
import { type Input, openInput } from './load-input.ts';
import { clusterOptions, given } from './options.ts';
import { fitOf, type TargetFlags, targetOptions } from './target-options.ts';

/** What `validate` and `plan` have in common: an input to look at, and how it is fitted. */
export type InspectFlags = TargetFlags & {
  readonly entry: string | undefined;
  readonly payloads: string | undefined;
  readonly payload: string | undefined;
  readonly strict: boolean;
};

export function withInspectOptions(yargs: Argv) {
  return yargs
    .positional('entry', {
      type: 'string',
      describe: 'entry document (JSON or YAML); relative to --payloads where that is given',
    })
    .options({
      payloads: {
        type: 'string',
        requiresArg: true,
        describe: 'payload folder; default: the folder of the entry document',
      },
      payload: { type: 'string', requiresArg: true, describe: 'one payload file, in place of an entry document' },
      strict: { type: 'boolean', default: false, describe: 'count a warning as a problem' },
      ...targetOptions,
      'log-level': clusterOptions['log-level'],
    });
}

/** The whole input, looked at; its problems and warnings are told on stderr. */
export async function inspected(
  flags: InspectFlags,
  log: Log,
): Promise<{ readonly inspection: Inspection; readonly told: readonly Told[]; readonly isGood: boolean }> {
  const input = await inputOf(flags);
  const fit = fitOf(input.entry.target ?? {}, flags);
  const inspection = await inspectInput(input, {
    fit,
    strict: flags.strict,
    isAlone: given(flags.entry) === undefined,
  });
  const told = [
    ...input.warnings.map((text): Told => ({ severity: 'warning', pipeline: input.entry.pipeline, text })),
    ...toldFindings(inspection),
  ];
  for (const { severity, text } of told) {
    if (severity === 'warning') log.warn('warning', text);
    else log.error('problem', text);
  }
  const isGood = told.every(({ severity }) => severity === 'warning' && !flags.strict);
  return { inspection, told, isGood };
}

async function inputOf(flags: InspectFlags): Promise<Input> {
  const [entry, payload] = [given(flags.entry), given(flags.payload)];
  if ((entry === undefined) === (payload === undefined)) {
    throw new SubpipeError('bad-usage', 'give an entry document, or one payload with --payload FILE', {
      hint: 'for example: subpipe validate payloads/entry.json',
    });
  }
  if (payload === undefined) return openInput(entry ?? '', given(flags.payloads));
  const folder = given(flags.payloads) ?? path.dirname(payload);
  const name = path.relative(
    folder,
    path.resolve(folder, given(flags.payloads) === undefined ? path.basename(payload) : payload),
  );
  return { entry: { pipeline: name, params: [], mappings: [] }, catalog: folderCatalog(folder, []), warnings: [] };
}
