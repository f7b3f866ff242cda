import type { Inspection } from '../../core/inspection.ts';
import { applyTarget } from '../../core/target/apply.ts';
import type { Target } from '../../core/target/target.ts';
import type { Catalog, LaunchPayloads } from '../../ports.ts';

/**
 * What a run launches: the payloads as they were inspected. A file that no mapping names is looked up when a signal
 * names it, and so is main when a signal does, for the entry document's overrides are for main's own launch only; both
 * get the target here.
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
