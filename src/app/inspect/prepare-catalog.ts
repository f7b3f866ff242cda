import { inspectInput } from './inspect-input.ts';
import type { Target } from '../../core/target/target.ts';
import type { Catalog } from '../../ports.ts';
import { fittedCatalog } from '../../input/catalog/fitted-catalog.ts';
import type { Log } from '../../core/log.ts';
import { fatalProblems, findingLines } from './finding-lines.ts';
import { badInput } from '../../cli/input/bad-input.ts';
import type { Input } from '../../cli/input/open-input.ts';

/**
 * The catalog that a run launches from: fitted, and without anything that Tekton would surely refuse. What is likely
 * to go wrong is told; of what is only worth a look `subpipe validate` knows more.
 *
 * @throws SubpipeError `bad-input` with every such problem.
 */
export async function prepareCatalog(input: Input, target: Target, log: Log): Promise<Catalog> {
  const inspection = await inspectInput(input, { target, strict: false });
  const fatal = fatalProblems(inspection);
  if (fatal.length > 0) throw badInput(fatal);
  for (const { severity, text } of findingLines(inspection)) {
    if (severity === 'problem') log.warn('payload-problem', text);
  }
  for (const { name, launched } of inspection.pipelines) {
    for (const change of launched?.changes ?? []) log.info('target-applied', change, { pipeline: name });
    for (const warning of launched?.targetWarnings ?? []) log.warn('target-warning', warning, { pipeline: name });
  }
  return fittedCatalog(input.catalog, target);
}
