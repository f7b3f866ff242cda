import type { Planned } from '../core/inspection.ts';
import { stringify } from 'yaml';
import type { Call } from '../core/calls/find.ts';
import { isObject } from '../core/json.ts';
import { fieldOf } from '../core/k8s/object.ts';
import type { ClusterRequirements } from '../core/target/requirements.ts';
import { listLines } from './table.ts';

/** Every object as a YAML document, in the order of creation; comments say which launch it belongs to. */
export function planYaml(planned: readonly Planned[]): string {
  return planned
    .flatMap((each) => [
      headerOf(each)
        .map((line) => `# ${line}`)
        .join('\n'),
      ...each.objects.map((object) =>
        `---\n${stringify(object, { lineWidth: 0, aliasDuplicateObjects: false })}`.trimEnd(),
      ),
    ])
    .join('\n');
}

/** All objects in one List, which kubectl accepts. */
export function planJson(planned: readonly Planned[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items: planned.flatMap(({ objects }) => objects) }, null, 2);
}

/**
 * For people: each launch with its objects, what the target changed, what it may call, what it needs of the cluster.
 */
export function planText(planned: readonly Planned[]): string {
  return planned.map((each) => textOf(each).join('\n')).join('\n\n');
}

function headerOf({ inspected, launch, isExact, objects }: Planned): readonly string[] {
  const { file } = inspected.launched.payload;
  const hasSecret = objects.some(({ kind }) => kind === 'Secret');
  return [
    `${inspected.isMain ? 'main pipeline' : 'if a task calls'} "${inspected.name}": ${file}`,
    isExact
      ? `names are those of run id ${launch.runId}`
      : 'the hash in names comes from the run that signals, and is a placeholder here; so are the signal and its overrides',
    ...(hasSecret ? ['values of Secrets are masked unless --show-secrets was given'] : []),
    'the binding is owned by the namespace, whose uid only the server knows',
  ].map((line) => line.replace(/\s+/g, ' '));
}

function textOf({ inspected, launch, isExact, objects }: Planned): readonly string[] {
  const { payload, changes, requirements, calls } = inspected.launched;
  const run = objects.find((object) => object.kind === 'PipelineRun');
  const spec = run === undefined ? undefined : fieldOf(run, 'spec');
  const limits = isObject(spec) && isObject(spec['timeouts']) ? spec['timeouts'] : {};
  const timeouts = Object.entries(limits).map(([part, time]) => `${part} ${String(time)}`);
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['file', [payload.file]],
    ['namespace', [isExact ? launch.namespace : `${launch.namespace} (the hash differs from launch to launch)`]],
    ['objects', objects.map(({ kind, metadata }) => `${kind} ${metadata.name ?? ''}`)],
    ['timeouts', timeouts],
    ['fitted', changes],
    ['may call', calls.map(callText)],
    ...requirementRows(requirements),
  ];
  const title = inspected.isMain ? 'main' : inspected.isReachable ? 'if called' : 'nobody calls';
  return [`${title}  ${inspected.name}`, ...listLines(rows)];
}

/** What is needed of the cluster, as rows. */
export function requirementRows(requirements: ClusterRequirements): readonly (readonly [string, readonly string[]])[] {
  return [
    ['images', requirements.images],
    ['storage classes', requirements.storageClasses.map((name) => (name === '' ? "(the cluster's default)" : name))],
    ['service accounts', requirements.serviceAccounts],
    ['pull secrets', requirements.imagePullSecrets],
    ['nodes with', requirements.nodeSelector],
    ['controllers', requirements.controllers],
  ];
}

/** `task build, signal tests: e2e-tests.json`. */
export function callText({ task, signal, literals, isOpen }: Call): string {
  const named = literals.map((name) => JSON.stringify(name));
  return `task ${task}, signal ${signal}: ${[...named, ...(isOpen ? ['known at run time'] : [])].join(', ')}`;
}
