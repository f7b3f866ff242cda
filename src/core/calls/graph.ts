import type { Call } from './find.ts';

/** A pipeline of the entry document, or one that a task names. */
export type CallNode = {
  /** Mapping name or file. */
  readonly name: string;
  readonly isMain: boolean;
  /** False for a name that no mapping and no file has. */
  readonly isKnown: boolean;
};

export type CallEdge = {
  readonly from: string;
  /** Absent where it is known only at run time: any pipeline may be called. */
  readonly to?: string;
  readonly task: string;
  readonly signal: string;
};

/** Which pipeline may call which. */
export type CallGraph = { readonly nodes: readonly CallNode[]; readonly edges: readonly CallEdge[] };

/**
 * The edges from one pipeline: one for each name that a task writes, and one without `to` where it may write others.
 */
export function callEdges(from: string, calls: readonly Call[]): readonly CallEdge[] {
  return calls.flatMap(({ task, signal, literals, isOpen }) => [
    ...literals.map((to) => ({ from, to, task, signal })),
    ...(isOpen ? [{ from, task, signal }] : []),
  ]);
}

/**
 * The names of main and of all that it may call, at any depth, main first. A call of an unknown pipeline reaches all.
 */
export function reachable({ nodes, edges }: CallGraph): ReadonlySet<string> {
  const edgesFrom = Map.groupBy(edges, ({ from }) => from);
  const found = new Set<string>();
  let level = nodes.filter(({ isMain }) => isMain).map(({ name }) => name);
  while (level.length > 0) {
    for (const name of level) found.add(name);
    const called = level.flatMap((name) => edgesFrom.get(name) ?? []).map(({ to }) => to);
    const isOpen = called.includes(undefined);
    const next = [...called, ...(isOpen ? nodes.map(({ name }) => name) : [])];
    level = [...new Set(next.filter((name) => name !== undefined))].filter((name) => !found.has(name));
  }
  return found;
}
