import type { Inspection } from '../app/inspect/inspect-input.ts';
import type { Severity } from '../core/check/finding.ts';

/** A finding as people read it, its file in front. */
export type Told = { readonly severity: Severity; readonly pipeline: string; readonly text: string };

/** Everything that is wrong with the input, each thing once; what cannot be read is fatal. */
export function toldFindings({ pipelines }: Inspection): readonly Told[] {
  const all = pipelines.flatMap(({ name, unreadable, launched }): Told[] => [
    ...unreadable.map((text): Told => ({ severity: 'fatal', pipeline: name, text })),
    ...(launched?.findings ?? []).map(({ severity, where, message }): Told => ({
      severity,
      pipeline: name,
      text: `${launched?.placeOf(where) ?? name}: ${where.title}: ${message}`,
    })),
    ...(launched?.fitWarnings ?? []).map((text): Told => ({
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
  return toldFindings({ ...inspection, pipelines: reached }).flatMap(({ severity, text }) =>
    severity === 'fatal' ? [text] : [],
  );
}
