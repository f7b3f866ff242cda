import type { Call } from './find.ts';

/** A pipeline of the entry document, or one that a task names. */
export type CallNode = {
  /** Mapping name or file. */
  readonly name: string;
  readonly isMain: boolean;
  /** False for a name that is neither a mapping nor a file. */
  readonly isKnown: boolean;
};

export type CallEdge = {
  readonly from: string;
  /** Absent: known only at run time, any pipeline may be meant. */
  readonly to?: string;
  readonly task: string;
  readonly signal: string;
};

/** Which pipeline may call which. */
export type CallGraph = { readonly nodes: readonly CallNode[]; readonly edges: readonly CallEdge[] };

/** The edges of one pipeline: one for each name that a task surely writes, one more where it may write another. */
export function callEdges(from: string, calls: readonly Call[]): readonly CallEdge[] {
  return calls.flatMap(({ task, signal, literals, isOpen }) => [
    ...literals.map((to) => ({ from, to, task, signal })),
    ...(isOpen ? [{ from, task, signal }] : []),
  ]);
}

/** Names of the pipelines that main, or what it calls, may call; main itself first. An open call may reach all. */
export function reachable({ nodes, edges }: CallGraph): ReadonlySet<string> {
  const found = new Set(nodes.filter(({ isMain }) => isMain).map(({ name }) => name));
  for (const from of found) {
    for (const edge of edges.filter((each) => each.from === from)) {
      if (edge.to === undefined) nodes.forEach(({ name }) => found.add(name));
      else found.add(edge.to);
    }
  }
  return found;
}
