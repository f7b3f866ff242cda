import type { Inspection } from '../../core/inspection.ts';
import type { Severity } from '../../core/check/finding.ts';

/** A finding as people read it, its file in front. */
export type FindingLine = { readonly severity: Severity; readonly pipeline: string; readonly text: string };

/** Everything that is wrong with the input, each thing once; what cannot be read is fatal. */
export function findingLines({ pipelines }: Inspection): readonly FindingLine[] {
  const all = pipelines.flatMap(({ name, unreadable, launched }): FindingLine[] => [
    ...unreadable.map((text): FindingLine => ({ severity: 'fatal', pipeline: name, text })),
    ...(launched?.findings ?? []).map(({ severity, where, message }): FindingLine => ({
      severity,
      pipeline: name,
      text: `${launched?.placeOf(where) ?? name}: ${where.title}: ${message}`,
    })),
    ...(launched?.targetWarnings ?? []).map((text): FindingLine => ({
      severity: 'warning',
      pipeline: name,
      text: `${launched?.payload.file ?? name}: ${text}`,
    })),
  ]);
  return [...new Map(all.map((told) => [told.text, told])).values()];
}

/**
 * Sentences for which `run` must not begin: what Tekton would refuse in main and in whatever main may call. A mapping
 * that nothing can ask for does no harm.
 */
export function fatalProblems(inspection: Inspection): readonly string[] {
  const reached = inspection.pipelines.filter(({ isReachable }) => isReachable);
  return findingLines({ ...inspection, pipelines: reached }).flatMap(({ severity, text }) =>
    severity === 'fatal' ? [text] : [],
  );
}
