import type { Fit } from '../../core/target/target.ts';
import { fitToCluster } from '../../core/target/apply.ts';
import type { Catalog } from './catalog.ts';

/** A catalog whose payloads are fitted to the cluster already, whoever asks for them. */
export function fittedCatalog(catalog: Catalog, fit: Fit): Catalog {
  return {
    ...catalog,
    async find(name) {
      const found = await catalog.find(name);
      return found.ok ? { ...found, payload: fitToCluster(found.payload, fit).payload } : found;
    },
  };
}
