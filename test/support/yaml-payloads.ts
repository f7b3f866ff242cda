import { checkPayload } from '../../src/core/check/payload.ts';
import { findCalls } from '../../src/core/calls/find.ts';
import type { Finding } from '../../src/core/check/finding.ts';
import type { CheckedAs } from '../../src/core/check/params.ts';
import type { Payload } from '../../src/core/payload/payload.ts';
import { type PayloadView, viewPayload } from '../../src/core/payload/view.ts';
import { parsePayload } from '../../src/input/payload/parse-payload.ts';

/** The view of a payload that is written as YAML. */
export function viewOf(yaml: string): PayloadView {
  return viewIn(payloadOf(yaml));
}

/** A payload that is written as YAML: the same way in as that of a file. */
function payloadOf(yaml: string): Payload {
  const parsed = parsePayload('p.yaml', yaml);
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  return parsed.payload;
}

/** The view of a payload whose pipeline is in it. */
export function viewIn(payload: Payload): PayloadView {
  const view = viewPayload(payload);
  if (view === undefined) throw new Error('the pipeline is not in the payload');
  return view;
}

/** Findings as lines: `severity: where: message`. */
export function findingsOf(yaml: string, as: CheckedAs = 'main'): readonly string[] {
  const payload = payloadOf(yaml);
  return linesOf(checkPayload(payload, viewPayload(payload), as));
}

export function linesOf(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ severity, where, message }) => `${severity}: ${where.title}: ${message}`);
}

/** Calls as lines: `task/signal: names`, with `?` where others are possible. */
export function callsOf(yaml: string): readonly string[] {
  return findCalls(viewOf(yaml)).map(
    ({ task, signal, literals, isOpen }) => `${task}/${signal}: ${[...literals, ...(isOpen ? ['?'] : [])].join(' ')}`,
  );
}

/** A PipelineRun with its pipeline embedded. `tasks` and `run` are YAML, indented by two. */
export function embedded(pipeline: string, run = ''): string {
  return `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: { name: r }
spec:
${run}
  pipelineSpec:
${pipeline.replace(/^/gm, '    ')}
`;
}

/** A PipelineRun, a Pipeline `p` and Tasks, each given as the YAML of its spec. */
export function referenced(
  pipeline: string,
  tasks: Readonly<Record<string, string>>,
  options: { readonly run?: string; readonly objects?: string } = {},
): string {
  const indent = (text: string) => text.replace(/^/gm, '  ');
  const object = (kind: string, name: string, spec: string) =>
    `---\napiVersion: tekton.dev/v1\nkind: ${kind}\nmetadata: { name: ${name} }\nspec:\n${indent(spec)}\n`;
  // The run comes last: Tekton may look for its Pipeline at once.
  return [
    object('Pipeline', 'p', pipeline),
    ...Object.entries(tasks).map(([name, spec]) => object('Task', name, spec)),
    options.objects ?? '',
    object('PipelineRun', 'r', `pipelineRef: { name: p }\n${options.run ?? ''}`),
  ].join('');
}

/** A pipeline of one task `t`, which runs the Task `k`, given as the YAML of its spec. */
export function one(spec: string): string {
  return call('', spec);
}

/** The same with more fields of the task, and of the pipeline, as YAML. */
export function call(task: string, spec: string, more = ''): string {
  return referenced(`${more}tasks: [{ name: t, taskRef: { name: k }, ${task} }]`, { k: spec });
}
