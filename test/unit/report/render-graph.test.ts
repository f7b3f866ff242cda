import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inObject } from '../../../src/core/payload/location.ts';
import { callEdges, type CallGraph } from '../../../src/core/calls/graph.ts';
import { dotGraph, mermaidGraph } from '../../../src/report/render-graph.ts';

const node = (name: string, more = {}) => ({ name, isMain: false, isKnown: true, ...more });
const GRAPH: CallGraph = {
  nodes: [
    node('main', { isMain: true }),
    node('tests.json'),
    node('say "hi" [x] | y; <b>#1</b> `z` \\'),
    node('lost', { isKnown: false }),
  ],
  edges: [
    ...callEdges('main', [
      {
        where: inObject('Pipeline p'),
        task: 'build',
        signal: 'tests',
        literals: ['tests.json', 'lost'],
        isOpen: false,
      },
      { where: inObject('Pipeline p'), task: 'deploy', signal: 'any', literals: [], isOpen: true },
    ]),
    ...callEdges('tests.json', [
      {
        where: inObject('Pipeline p'),
        task: 't',
        signal: 's',
        literals: ['say "hi" [x] | y; <b>#1</b> `z` \\'],
        isOpen: false,
      },
    ]),
  ],
};

test('Mermaid: solid where a task names the pipeline, dashed where it may be any', () => {
  expect(mermaidGraph(GRAPH)).toBe(`flowchart TD
  n0(["main"]):::main
  n1["tests.json"]
  n2["say #34;hi#34; #91;x#93; #124; y#59; #60;b#62;#35;1#60;/b#62; #96;z#96; #92;"]
  n3["lost"]:::unknown
  any{{"any of the mappings, known at run time"}}
  n0 -->|"build: tests"| n1
  n0 -->|"build: tests"| n3
  n0 -.->|"deploy: any"| any
  n1 -->|"t: s"| n2
  classDef main stroke-width:3px
  classDef unknown stroke-dasharray:4`);
});

test('dot: the same', () => {
  expect(dotGraph(GRAPH)).toBe(`digraph pipelines {
  node [shape=box];
  n0 [label="main", penwidth=3];
  n1 [label="tests.json"];
  n2 [label="say \\"hi\\" [x] | y; <b>#1</b> \`z\` \\\\"];
  n3 [label="lost", style=dashed];
  any [label="any of the mappings, known at run time", shape=hexagon];
  n0 -> n1 [label="build: tests"];
  n0 -> n3 [label="build: tests"];
  n0 -> any [label="deploy: any", style=dashed];
  n1 -> n2 [label="t: s"];
}`);
});

test('whatever a pipeline is called, its name stays inside of its quotes, on its line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const graph = { nodes: [node(name, { isMain: true })], edges: [] };
      expect(mermaidGraph(graph).split('\n')[1]).toMatch(/^ {2}n0\(\["[^"\n\r]*"\]\):::main$/);
      expect(dotGraph(graph)).toMatch(/^ {2}n0 \[label="(?:[^"\\]|\\.)*", penwidth=3\];$/m);
    }),
  );
});
