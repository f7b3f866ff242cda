import type { Inspected, Launched, Inspection } from '../../core/inspection.ts';
import { applyOverrides } from '../../core/override/apply.ts';
import { callEdges, type CallGraph, reachable } from '../../core/calls/graph.ts';
import { checkPayload } from '../../core/check/payload.ts';
import { findCalls } from '../../core/calls/find.ts';
import type { Finding } from '../../core/check/finding.ts';
import type { Target } from '../../core/target/target.ts';
import { applyTarget } from '../../core/target/apply.ts';
import type { OnMiss, Override } from '../../core/override/override.ts';
import { whereRun, viewPayload } from '../../core/payload/view.ts';
import { requirementsOf } from '../../core/target/requirements.ts';
import type { Catalog, Found } from '../../ports.ts';
import type { Entry } from '../../core/entry.ts';

export type InspectOptions = {
  readonly target: Target;
  /** Whether an override of the entry document that hits nothing is a fatal finding or a warning. */
  readonly onMiss: OnMiss;
  /** True for one payload without an entry document: the pipelines that its tasks launch are then not known. */
  readonly isAlone?: boolean;
  /** Names of mappings that are not inspected: those to Pipelines of a cluster. */
  readonly unseen?: readonly string[];
};

/**
 * Inspects the main pipeline, every mapping, and every file that a task names, without a cluster. All problems are in
 * the result, not only the first.
 */
export async function inspectInput(
  { entry, catalog }: { readonly entry: Entry; readonly catalog: Catalog },
  options: InspectOptions,
): Promise<Inspection> {
  const mapped = new Set([entry.pipeline, ...entry.mappings.map(({ pipeline }) => pipeline)]);
  const looked = new Map<string, Looked>();
  const unknown = new Map<string, readonly string[]>();
  const open = [...mapped];
  for (let name = open.shift(); name !== undefined; name = open.shift()) {
    if (looked.has(name) || unknown.has(name)) continue;
    if (options.unseen?.includes(name) === true) {
      looked.set(name, { unreadable: [] });
      continue;
    }
    const found = await catalog.find(name);
    if (found.ok) {
      const isMain = name === entry.pipeline;
      const launched = launchedOf(found, isMain ? entry.overrides : [], { ...options, isMain });
      looked.set(name, { unreadable: [], launched });
      open.push(...launched.calls.flatMap(({ literals }) => literals));
    } else if (mapped.has(name)) looked.set(name, { unreadable: found.problems });
    else unknown.set(name, found.problems);
  }
  const graph: CallGraph = {
    nodes: [
      ...[...looked.keys()].map((name) => ({ name, isMain: name === entry.pipeline, isKnown: true })),
      ...[...unknown.keys()].map((name) => ({ name, isMain: false, isKnown: false })),
    ],
    edges: [...looked].flatMap(([name, { launched }]) => callEdges(name, launched?.calls ?? [])),
  };
  const reached = reachable(graph);
  const pipelines = [...looked].map(([name, one]): Inspected => ({
    name,
    isMain: name === entry.pipeline,
    isReachable: reached.has(name),
    unreadable: one.unreadable,
    ...(one.launched === undefined
      ? {}
      : {
          launched: withCallFindings(one.launched, unknown, {
            isAlone: options.isAlone === true,
            known: looked.size,
          }),
        }),
  }));
  return { pipelines, graph };
}

type Looked = { readonly unreadable: readonly string[]; readonly launched?: Launched };

function launchedOf(
  found: Extract<Found, { ok: true }>,
  overrides: readonly Override[],
  { target, onMiss, isMain }: InspectOptions & { readonly isMain: boolean },
): Launched {
  const overridden = applyOverrides(found.payload, overrides);
  const { payload, changes, warnings } = applyTarget(overridden.payload, target);
  const where = whereRun(payload);
  const view = viewPayload(payload);
  const misses = overridden.misses.map((message): Finding => ({
    severity: onMiss === 'reject' ? 'fatal' : 'warning',
    where,
    message,
  }));
  const checked = checkPayload(payload, view, isMain ? 'main' : 'child');
  return {
    payload,
    misses: overridden.misses,
    changes,
    targetWarnings: warnings,
    findings: [...misses, ...checked],
    requirements: requirementsOf(payload),
    calls: view === undefined ? [] : findCalls(view),
    placeOf: (where) => found.placeOf?.(where) ?? found.payload.file,
  };
}

/** Adds findings about signals that name a pipeline which does not exist, or that no mapping is there for. */
function withCallFindings(
  launched: Launched,
  unknown: ReadonlyMap<string, readonly string[]>,
  { isAlone, known }: { readonly isAlone: boolean; readonly known: number },
): Launched {
  const found = launched.calls.flatMap(({ where, signal, literals, isOpen }): Finding[] => [
    ...literals
      .filter((name) => unknown.has(name))
      .map((name): Finding => ({
        severity: isAlone ? 'warning' : 'problem',
        where,
        message: `signal ${signal} launches "${name}", which would be rejected: ${(unknown.get(name) ?? []).join('; ')}`,
      })),
    ...(isOpen && known === 1 && !isAlone
      ? [
          {
            severity: 'warning',
            where,
            message: `may launch a pipeline by signal ${signal}, but the entry document maps none other than main`,
          } as const,
        ]
      : []),
  ]);
  return found.length === 0 ? launched : { ...launched, findings: [...launched.findings, ...found] };
}
