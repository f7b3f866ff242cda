import type { CallEdge, CallGraph, CallNode } from '../core/calls/graph.ts';

/** The node for calls of a pipeline that is known only at run time. */
const ANY = 'any of the mappings, known at run time';

/**
 * The call graph as a Mermaid flowchart (https://mermaid.js.org/syntax/flowchart.html). A solid arrow: the task names
 * that pipeline; a dashed arrow: it may call any pipeline; a dashed box: there is no such pipeline.
 */
export function mermaidGraph({ nodes, edges }: CallGraph): string {
  const ids = idsOf(nodes);
  const shape = (node: CallNode) => {
    const text = `"${mermaidText(node.name)}"`;
    const id = ids.get(node.name) ?? '';
    if (node.isMain) return `${id}([${text}]):::main`;
    return node.isKnown ? `${id}[${text}]` : `${id}[${text}]:::unknown`;
  };
  const arrow = (edge: CallEdge) => {
    const label = `|"${mermaidText(labelOf(edge))}"|`;
    const from = ids.get(edge.from) ?? '';
    return edge.to === undefined ? `${from} -.->${label} any` : `${from} -->${label} ${ids.get(edge.to) ?? ''}`;
  };
  return [
    'flowchart TD',
    ...nodes.map((node) => `  ${shape(node)}`),
    ...(hasOpenEdge(edges) ? [`  any{{"${ANY}"}}`] : []),
    ...edges.map((edge) => `  ${arrow(edge)}`),
    '  classDef main stroke-width:3px',
    '  classDef unknown stroke-dasharray:4',
  ].join('\n');
}

/**
 * The call graph in the language of Graphviz (https://graphviz.org/doc/info/lang.html), with the same arrows and boxes.
 */
export function dotGraph({ nodes, edges }: CallGraph): string {
  const ids = idsOf(nodes);
  const look = (node: CallNode) => (node.isMain ? ', penwidth=3' : node.isKnown ? '' : ', style=dashed');
  return [
    'digraph pipelines {',
    '  node [shape=box];',
    ...nodes.map((node) => `  ${ids.get(node.name) ?? ''} [label=${dotText(node.name)}${look(node)}];`),
    ...(hasOpenEdge(edges) ? [`  any [label=${dotText(ANY)}, shape=hexagon];`] : []),
    ...edges.map((edge) => {
      const to = edge.to === undefined ? 'any' : (ids.get(edge.to) ?? '');
      const style = edge.to === undefined ? ', style=dashed' : '';
      return `  ${ids.get(edge.from) ?? ''} -> ${to} [label=${dotText(labelOf(edge))}${style}];`;
    }),
    '}',
  ].join('\n');
}

/** An id for each pipeline. Names may have any characters, so they are used in quotes only; outside, these ids are. */
function idsOf(nodes: readonly CallNode[]): ReadonlyMap<string, string> {
  return new Map(nodes.map(({ name }, index) => [name, `n${index}`]));
}

function labelOf({ task, signal }: CallEdge): string {
  return `${task}: ${signal}`;
}

function hasOpenEdge(edges: readonly CallEdge[]): boolean {
  return edges.some(({ to }) => to === undefined);
}

/**
 * Everything that Mermaid, its Markdown or HTML could read as more than text becomes an entity code `#NUMBER;`. A text
 * in quotes must not be empty (mermaid 11, measured).
 */
function mermaidText(text: string): string {
  return (text === '' ? '\n' : text).replace(
    /[^\p{L}\p{N} ._/:,-]/gu,
    (character) => `#${character.codePointAt(0) ?? 0};`,
  );
}

function dotText(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replace(/\r?\n/g, '\\n')}"`;
}
