import type { Payload } from '../payload/payload.ts';
import type { Toleration } from '../tekton/types.ts';

/**
 * How payloads are changed for the cluster that they run on, main and every child alike. A field that is absent
 * changes nothing.
 */
export type Target = {
  /** Storage class of every claim and claim template; empty: the cluster's default class. */
  readonly storageClass?: string;
  /** Size of every claim and claim template, a Kubernetes quantity such as `5Gi`. */
  readonly storageSize?: string;
  /** Workspaces that are an emptyDir instead; `*` means all that are bound to a volume claim. */
  readonly emptyDir?: readonly string[];
  readonly images?: readonly ImageMirror[];
  /** Added to the pods' own. The Secrets must be in the payload: a new namespace has none. */
  readonly imagePullSecrets?: readonly string[];
  /** For every task, also for those to which the payload gives another. */
  readonly serviceAccount?: string;
  /** Added to the pods' own; a key that is in both gets this value. */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** Added to the pods' own. */
  readonly tolerations?: readonly Toleration[];
  readonly timeouts?: TargetTimeouts;
};

/** Images whose reference begins with `from` are pulled from `to` instead. */
export type ImageMirror = { readonly from: string; readonly to: string };

/** Go durations, as Tekton writes them: `1h30m`. */
export type TargetTimeouts = { readonly pipeline?: string; readonly tasks?: string; readonly finally?: string };

/** A payload with a target applied. For people: what that changed, and what it could not change or may break. */
export type AppliedTarget = {
  readonly payload: Payload;
  readonly changes: readonly string[];
  readonly warnings: readonly string[];
};

/** Applies some fields of a target. Only what they name is changed, and a second time nothing is. */
export type TargetRule = (payload: Payload, target: Target) => AppliedTarget;

/** Two targets in one; `over` wins, key by key. Selectors, tolerations, mirrors and lists are replaced as a whole. */
export function mergeTargets(under: Target, over: Target): Target {
  const timeouts = { ...under.timeouts, ...over.timeouts };
  return { ...under, ...over, ...(Object.keys(timeouts).length === 0 ? {} : { timeouts }) };
}
