import type { Inspection } from '../../core/inspection.ts';
import type { Severity } from '../../core/check/finding.ts';

/** A finding as a line for people, which begins with its file. */
export type FindingLine = { readonly severity: Severity; readonly pipeline: string; readonly text: string };

/** Everything that is wrong with the input, each sentence once. A payload that cannot be read is fatal. */
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
  return [...new Map(all.map((line) => [line.text, line])).values()];
}

/**
 * The problems with which `run` must not begin: the fatal ones of main and of all that main may call. Those of a
 * mapping that no task can ask for do no harm.
 */
export function fatalProblems(inspection: Inspection): readonly string[] {
  const reached = inspection.pipelines.filter(({ isReachable }) => isReachable);
  return findingLines({ ...inspection, pipelines: reached }).flatMap(({ severity, text }) =>
    severity === 'fatal' ? [text] : [],
  );
}
