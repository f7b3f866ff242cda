import type { Inspection } from '../../core/inspection.ts';
import type { Options } from 'yargs';
import type { FlagsOf } from '../command.ts';
import { inspectInput } from '../../app/inspect/inspect-input.ts';
import type { Log } from '../../core/log.ts';
import { type FindingLine, findingLines } from '../../app/inspect/finding-lines.ts';
import { targetOfInput, entryArgument, inputOptions, openInput } from './input-flags.ts';
import { refMappings } from '../../core/entry.ts';
import { nonEmpty } from '../../core/text.ts';
import { clusterOptions } from '../options.ts';
import type { Terminal } from '../../process/terminal.ts';

/** The flags that `validate` and `plan` have in common. */
export const inspectOptions = {
  ...inputOptions,
  strict: { type: 'boolean', default: false, describe: 'count a warning as a problem' },
  'log-level': clusterOptions['log-level'],
} as const satisfies Record<string, Options>;

type InspectFlags = FlagsOf<typeof entryArgument & typeof inspectOptions>;

/**
 * Inspects the whole input, and logs its problems and warnings. `isGood` is false where one of them fails the command.
 */
export async function inspected(
  flags: InspectFlags,
  terminal: Terminal,
  log: Log,
): Promise<{ readonly inspection: Inspection; readonly lines: readonly FindingLine[]; readonly isGood: boolean }> {
  const input = await openInput(flags, terminal, log);
  const unseen = refMappings(input.entry).map(({ pipeline }) => pipeline);
  const inspection = await inspectInput(input, {
    target: targetOfInput(input, flags),
    onMiss: flags.strict ? 'reject' : 'warn',
    isAlone: nonEmpty(flags.payload) !== undefined,
    unseen,
  });
  const lines = [
    ...input.warnings.map((text): FindingLine => ({ severity: 'warning', pipeline: input.entry.pipeline, text })),
    ...findingLines(inspection),
  ];
  for (const { severity, text } of lines) {
    if (severity === 'warning') log.warn('input-warning', text);
    else log.error('input-problem', text);
  }
  if (unseen.length > 0) log.warn('not-checked', `Pipelines of the cluster are not checked: ${unseen.join(', ')}`);
  const isGood = lines.every(({ severity }) => severity === 'warning' && !flags.strict);
  return { inspection, lines, isGood };
}
