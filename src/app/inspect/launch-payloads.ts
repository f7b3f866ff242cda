import type { Inspection } from '../../core/inspection.ts';
import { applyTarget } from '../../core/target/apply.ts';
import type { Target } from '../../core/target/target.ts';
import type { Catalog, LaunchPayloads } from '../../ports.ts';

/**
 * The payloads for a run, as they were inspected. Two are read when a signal names them, and get the target then: a
 * file without a mapping, and the main pipeline, because the entry document's overrides are only for its first launch.
 */
export function launchPayloads(
  { pipelines }: Inspection,
  { catalog, target }: { readonly catalog: Catalog; readonly target: Target },
): LaunchPayloads {
  const inspected = new Map(pipelines.filter(({ isMain }) => !isMain).map(({ name, launched }) => [name, launched]));
  const main = pipelines.find(({ isMain }) => isMain)?.launched?.payload;
  if (main === undefined) throw new Error('a run begins only where its main pipeline can be read');
  return {
    main,
    async find(name) {
      const launched = inspected.get(name);
      if (launched !== undefined) return { ok: true, payload: launched.payload };
      const found = await catalog.find(name);
      return found.ok ? { ok: true, payload: applyTarget(found.payload, target).payload } : found;
    },
  };
}
