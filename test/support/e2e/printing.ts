import type { Payload } from '../../../src/core/payload/payload.ts';
import type {
  ParamSpec,
  Pipeline,
  PipelineSpec,
  PipelineTask,
  Step,
  Task,
  TaskSpec,
} from '../../../src/core/tekton/types.ts';
import { pipelineSpecOf } from '../../../src/core/payload/pipeline-spec-of.ts';
import type { SeenStep } from '../tekton-substitution.ts';

type FullStep = Step & { readonly script?: string };

/** A Secret that the env of steps comes from, with the value that the oracle gives for it. */
export const SECRET = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { k: '(from)' } };

const ENV = ['EXACT', 'FROM', 'TEMPLATE'];
const [BEGIN, END] = ["done <<'END'\n", '\nEND\n'];
// Line breaks become tabs, which no generated word holds.
const PRINT = `#!/usr/bin/env bash
for name in ${ENV.join(' ')}; do
  [ -z "\${!name+x}" ] || printf 'env %s=%s\\n' "$name" "\${!name//$'\\n'/$'\\t'}"
done
for each in "$@"; do printf 'arg %s\\n' "$each"; done
while IFS= read -r line; do printf 'text %s\\n' "$line"; `;

/**
 * A payload whose steps print their env, their arguments and the text of their script, as Tekton takes it: with images,
 * with the properties of object params, with one Pipeline. Its run and its definitions are called after `name`.
 */
export function printing(payload: Payload, name: string): Payload {
  const own = (each: string) => `${name}-${each}`;
  const spec = pipelineSpecOf(payload) ?? {};
  const pipelineTask = (task: PipelineTask): PipelineTask => ({
    ...task,
    ...(task.taskRef?.name === undefined ? {} : { taskRef: { ...task.taskRef, name: own(task.taskRef.name) } }),
    ...(task.taskSpec === undefined ? {} : { taskSpec: taskSpec(task.taskSpec) }),
  });
  const pipelineSpec: PipelineSpec = {
    ...spec,
    params: (spec.params ?? []).map(withProperties),
    tasks: (spec.tasks ?? []).map(pipelineTask),
    finally: (spec.finally ?? []).map(pipelineTask),
  };
  const isEmbedded = payload.run.spec.pipelineSpec !== undefined;
  const { pipelineRef: _ref, ...runSpec } = payload.run.spec;
  const pipeline: Pipeline = {
    apiVersion: 'tekton.dev/v1',
    kind: 'Pipeline',
    metadata: { name },
    spec: pipelineSpec,
  };
  const tasks = payload.objects.filter((object): object is Task => object.kind === 'Task');
  return {
    ...payload,
    run: {
      ...payload.run,
      metadata: { name },
      spec: { ...runSpec, ...(isEmbedded ? { pipelineSpec } : { pipelineRef: { name } }) },
    },
    objects: [
      ...(isEmbedded ? [] : [pipeline]),
      ...tasks.map((task) => ({
        ...task,
        metadata: { name: own(task.metadata.name ?? '') },
        spec: taskSpec(task.spec),
      })),
    ],
  };
}

function taskSpec(spec: TaskSpec): TaskSpec {
  const steps = (spec.steps ?? []).map((step: FullStep, index) => ({
    ...step,
    name: `s${index}`,
    image: 'subpipe/sample-tools:0.1.0',
    imagePullPolicy: 'IfNotPresent',
    script: `${PRINT}${BEGIN}${step.script ?? ''}${END}`,
  }));
  return { ...spec, params: (spec.params ?? []).map(withProperties), steps };
}

function withProperties(spec: ParamSpec): ParamSpec {
  const isObject = spec.type === 'object' || (typeof spec.default === 'object' && !Array.isArray(spec.default));
  return isObject ? { ...spec, properties: { k: {}, l: {} } } : spec;
}

/** The lines that a step of `printing` prints if it sees this. */
export function linesOf({ env, words }: SeenStep): readonly string[] {
  const script = words.at(-1) ?? '';
  const text = script.slice(script.indexOf(BEGIN) + BEGIN.length, script.lastIndexOf(END));
  return [
    ...ENV.filter((name) => env[name] !== undefined).map(
      (name) => `env ${name}=${(env[name] ?? '').replaceAll('\n', '\t')}`,
    ),
    ...words.slice(0, -1).map((word) => `arg ${word}`),
    ...text.split('\n').map((line) => `text ${line}`),
  ];
}
