import type { Target, AppliedTarget, TargetRule } from './target.ts';
import { applyToImages } from './images.ts';
import { applyToPods } from './pods.ts';
import { applyToClaims } from './claims.ts';
import { applyToTimeouts } from './timeouts.ts';
import { applyToWorkspaces } from './workspaces.ts';
import type { Payload } from '../payload/payload.ts';

/** In this order: a workspace that became an emptyDir has no claim for the next rule to change. */
const RULES: readonly TargetRule[] = [applyToWorkspaces, applyToClaims, applyToImages, applyToPods, applyToTimeouts];

/**
 * Adapts a payload to a cluster. Only what the target names is changed, and applying it twice changes no more than
 * once. Params and their defaults are not changed, so overrides may be applied before or after it.
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
