import type { Target, AppliedTarget, TargetRule } from './target.ts';
import { applyToImages } from './images.ts';
import { applyToPods } from './pods.ts';
import { applyToClaims } from './claims.ts';
import { applyToTimeouts } from './timeouts.ts';
import { applyToWorkspaces } from './workspaces.ts';
import type { Payload } from '../payload/payload.ts';

/** In this order: a workspace that became an emptyDir has no claim left to fit. */
const RULES: readonly TargetRule[] = [applyToWorkspaces, applyToClaims, applyToImages, applyToPods, applyToTimeouts];

/**
 * Fits a payload to a cluster. Pure and idempotent; nothing but what the fit names is touched. It touches nothing that
 * overrides touch (params and their defaults), so it does not matter which of the two comes first.
 */
export function applyTarget(payload: Payload, target: Target): AppliedTarget {
  return RULES.reduce<AppliedTarget>(
    (before, fitter) => {
      const after = fitter(before.payload, target);
      return {
        payload: after.payload,
        changes: [...before.changes, ...after.changes],
        warnings: [...before.warnings, ...after.warnings],
      };
    },
    { payload, changes: [], warnings: [] },
  );
}
