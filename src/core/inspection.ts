import type { Call } from './calls/find.ts';
import type { CallGraph } from './calls/graph.ts';
import type { Finding } from './check/finding.ts';
import type { KubeObject } from './k8s/object.ts';
import type { Launch } from './launch/launch.ts';
import type { Place, Where } from './payload/location.ts';
import type { Payload } from './payload/payload.ts';
import type { ClusterRequirements } from './target/requirements.ts';

/*
 * The result of inspecting an input, and what would be launched of it: made in app/inspect, shown by report.
 */

/** One pipeline as it would be launched, with every problem and warning about it. */
export type Inspected = {
  /** Mapping name, or file where a task names one that is not mapped. */
  readonly name: string;
  readonly isMain: boolean;
  /** True for main and for all that it may call; false for a mapping that no task can ask for. */
  readonly isReachable: boolean;
  /** Why it cannot be read: a sentence for each problem, with its place. Empty where it can be read. */
  readonly unreadable: readonly string[];
  readonly launched?: Launched;
};

export type Launched = {
  /** With the overrides and the target applied. */
  readonly payload: Payload;
  /** Overrides that hit nothing, each with the names that exist. */
  readonly misses: readonly string[];
  /** What the target changed. */
  readonly changes: readonly string[];
  /** What the target could not reach, or may break. */
  readonly targetWarnings: readonly string[];
  readonly findings: readonly Finding[];
  readonly requirements: ClusterRequirements;
  readonly calls: readonly Call[];
  /** `file:line:col` of a place in the payload, or the file alone. */
  readonly placeOf: (where: Where) => Place;
};

export type Inspection = { readonly pipelines: readonly Inspected[]; readonly graph: CallGraph };

/** One launch that may happen, with the objects that it would create. */
export type Planned = {
  readonly inspected: Inspected & { readonly launched: Launched };
  readonly launch: Launch;
  /**
   * True where names and labels are exact; else the parts of them that come from the signalling run are placeholders.
   */
  readonly isExact: boolean;
  /** In the order of creation. Secrets have their values: mask them before they are shown. */
  readonly objects: readonly KubeObject[];
};
