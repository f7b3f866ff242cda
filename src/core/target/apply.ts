import type { Fit, Fitted, Fitter } from './target.ts';
import { fitImages } from './images.ts';
import { fitPods } from './pods.ts';
import { fitClaims } from './claims.ts';
import { fitTimeouts } from './timeouts.ts';
import { fitWorkspaces } from './workspaces.ts';
import type { Payload } from '../payload/payload.ts';

/** In this order: a workspace that became an emptyDir has no claim left to fit. */
const FITTERS: readonly Fitter[] = [fitWorkspaces, fitClaims, fitImages, fitPods, fitTimeouts];

/**
 * Fits a payload to a cluster. Pure and idempotent; nothing but what the fit names is touched. It touches nothing that
 * overrides touch (params and their defaults), so it does not matter which of the two comes first.
 */
export function fitToCluster(payload: Payload, fit: Fit): Fitted {
  return FITTERS.reduce<Fitted>(
    (before, fitter) => {
      const after = fitter(before.payload, fit);
      return {
        payload: after.payload,
        changes: [...before.changes, ...after.changes],
        warnings: [...before.warnings, ...after.warnings],
      };
    },
    { payload, changes: [], warnings: [] },
  );
}
