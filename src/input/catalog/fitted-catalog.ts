import type { Target } from '../../core/target/target.ts';
import { applyTarget } from '../../core/target/apply.ts';
import type { Catalog } from '../../ports.ts';

/** A catalog whose payloads are fitted to the cluster already, whoever asks for them. */
export function fittedCatalog(catalog: Catalog, target: Target): Catalog {
  return {
    ...catalog,
    async find(name) {
      const found = await catalog.find(name);
      return found.ok ? { ...found, payload: applyTarget(found.payload, target).payload } : found;
    },
  };
}
