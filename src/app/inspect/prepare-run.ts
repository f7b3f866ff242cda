import type { Inspection } from '../../core/inspection.ts';
import type { Entry } from '../../core/entry.ts';
import { badInput } from '../../errors.ts';
import type { Catalog, LaunchPayloads, Reporter } from '../../ports.ts';
import { fatalProblems, findingLines } from './finding-lines.ts';
import { inspectInput, type InspectOptions } from './inspect-input.ts';
import { launchPayloads } from './launch-payloads.ts';

/**
 * Inspects the input and gives the payloads for a run. Problems with which a run may still succeed are reported;
 * warnings are not: `subpipe validate` lists them.
 *
 * @throws SubpipeError `bad-input` with every fatal problem.
 */
export async function prepareRun(
  input: { readonly entry: Entry; readonly catalog: Catalog },
  options: Pick<InspectOptions, 'target' | 'onMiss'>,
  log: Pick<Reporter, 'info' | 'warn'>,
): Promise<LaunchPayloads> {
  const inspection = await inspectInput(input, options);
  const fatal = fatalProblems(inspection);
  if (fatal.length > 0) throw badInput(fatal);
  report(inspection, log);
  return launchPayloads(inspection, { catalog: input.catalog, target: options.target });
}

function report(inspection: Inspection, log: Pick<Reporter, 'info' | 'warn'>): void {
  for (const { severity, text } of findingLines(inspection)) {
    if (severity === 'problem') log.warn('payload-problem', text);
  }
  for (const { name, launched } of inspection.pipelines) {
    if (launched === undefined) continue;
    for (const miss of launched.misses) log.warn('override-missed', `${launched.payload.file}: ${miss}`);
    for (const change of launched.changes) log.info('target-applied', change, { pipeline: name });
    for (const warning of launched.targetWarnings) log.warn('target-warning', warning, { pipeline: name });
  }
}
