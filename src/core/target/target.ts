import type { Payload } from '../payload/payload.ts';
import type { Toleration } from '../tekton/types.ts';

/**
 * How payloads are fitted to the cluster that they are to run on; a field that is absent leaves the payload as it is.
 * It holds for main and for every child.
 */
export type Target = {
  /** Storage class of every claim and claim template; empty: the cluster's default class. */
  readonly storageClass?: string;
  /** Size of every claim and claim template, a Kubernetes quantity such as `5Gi`. */
  readonly storageSize?: string;
  /** Workspaces that are an emptyDir instead; `*` stands for all that a volume claim is bound to. */
  readonly emptyDir?: readonly string[];
  readonly images?: readonly ImageMirror[];
  /** Added to the pods' own. The Secrets must be in the payload: a new namespace has none. */
  readonly imagePullSecrets?: readonly string[];
  /** Of every task, also of those that the payload gives one of their own. */
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

/** A payload that was fitted, what that changed (for people), and what it could not reach or may break. */
export type AppliedTarget = {
  readonly payload: Payload;
  readonly changes: readonly string[];
  readonly warnings: readonly string[];
};

/** One kind of fitting. It changes nothing but what the fit names, and a second time nothing at all. */
export type TargetRule = (payload: Payload, target: Target) => AppliedTarget;

/** Two fits in one, key by key; `over` wins. Selectors, tolerations, mirrors and lists are replaced as a whole. */
export function mergeTargets(under: Target, over: Target): Target {
  const timeouts = { ...under.timeouts, ...over.timeouts };
  return { ...under, ...over, ...(Object.keys(timeouts).length === 0 ? {} : { timeouts }) };
}
