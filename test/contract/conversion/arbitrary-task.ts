import fc from 'fast-check';

/* Specs of v1beta1 Tasks that Tekton mostly takes: every field may be there or not. */

/** A record of which every field but those of `required` may be absent. */
export function some<T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }, required: readonly string[] = []) {
  return fc.record<T, never>(fields, { requiredKeys: [...required] as never[] });
}

export const text = fc.constantFrom(
  '',
  'x',
  'two words',
  '"quoted" \\ and ü',
  '$(params.p)',
  '$$(params.p)',
  'line\nline',
);
export const name = fc.constantFrom('a', 'b', 'c-1', 'd', 'e2');
export const strings = fc.array(text, { maxLength: 3 });
export const duration = fc.constantFrom('0s', '90s', '90m', '1h30m', '2h0m0s', '0h5m');
export const texts = fc.dictionary(fc.constantFrom('k', 'l.m', 'n_o'), fc.constantFrom('', 'v', '1'), { maxKeys: 2 });
const number = fc.integer({ min: 0, max: 65_535 });
const size = fc.constantFrom('1', '100m', '1Gi', '0.5');
export const resources = some({
  limits: some({ cpu: size, memory: size }),
  requests: some({ cpu: fc.constantFrom('1m'), memory: fc.constantFrom('1') }),
});

const probe = some({ exec: fc.constant({ command: ['true'] }), periodSeconds: number, failureThreshold: number });
/** What a v1beta1 step has and a v1 step has not; a sidecar still has it. */
const lively = {
  // The CRD of v1beta1 takes each port once.
  ports: fc.uniqueArray(some({ containerPort: number, name }, ['containerPort']), {
    maxLength: 2,
    selector: (port) => port.containerPort,
  }),
  livenessProbe: probe,
  readinessProbe: probe,
  startupProbe: probe,
  lifecycle: some({
    preStop: fc.constant({ exec: { command: ['true'] } }),
    postStart: fc.constant({ sleep: { seconds: 1 } }),
  }),
  terminationMessagePath: fc.constantFrom('', '/dev/x'),
  terminationMessagePolicy: fc.constantFrom('File', 'FallbackToLogsOnError'),
  stdin: fc.boolean(),
  stdinOnce: fc.boolean(),
  tty: fc.boolean(),
};
export const env = fc.uniqueArray(
  fc.oneof(
    some({ name, value: text }, ['name']),
    some({ name, valueFrom: fc.constant({ configMapKeyRef: { name: 'c', key: 'k', optional: true } }) }, ['name']),
  ),
  { maxLength: 3, selector: (each) => each.name },
);
const common = {
  workingDir: fc.constantFrom('', '/w', '$(workspaces.w.path)'),
  envFrom: fc.array(some({ prefix: fc.constantFrom('P_'), secretRef: fc.constant({ name: 's' }) }), { maxLength: 1 }),
  env,
  resources,
  volumeMounts: fc.uniqueArray(
    some(
      {
        name: fc.constant('v'),
        mountPath: fc.constantFrom('/m', '/n'),
        readOnly: fc.boolean(),
        subPath: fc.constant('s'),
      },
      ['name', 'mountPath'],
    ),
    { maxLength: 2, selector: (each) => each.mountPath },
  ),
  volumeDevices: fc.array(fc.constant({ name: 'v', devicePath: '/d' }), { maxLength: 1 }),
  imagePullPolicy: fc.constantFrom('Always', 'IfNotPresent', 'Never'),
  securityContext: some({ runAsUser: number, privileged: fc.boolean(), capabilities: fc.constant({ drop: ['ALL'] }) }),
};
const usedWorkspaces = fc.array(fc.constant({ name: 'w', mountPath: '/used' }), { maxLength: 1 });
const command = { command: strings, args: strings };
const script = { script: fc.constantFrom('', 'echo x', '#!/bin/sh\necho "$(params.p)"\n'), args: strings };

/**
 * Objects have names of their own, here and below: where a run embeds its pipeline, Tekton's webhook (v1.15) panics on
 * a name that is an object in one place and something else, or an object without a default, in another.
 */
export const param = fc.oneof(
  some({ name, value: fc.oneof(text, strings) }, ['name', 'value']),
  fc.record({ name: fc.constant('o'), value: fc.dictionary(fc.constantFrom('k', 'l'), text, { minKeys: 1 }) }),
);
export const params = fc.uniqueArray(param, { maxLength: 3, selector: (each) => each.name });
export const resolved = some({ resolver: fc.constantFrom('git', 'hub', 'bundles'), params }, ['resolver']);

const described = { name, description: text };
const object = {
  type: fc.constant('object'),
  description: text,
  properties: fc.constantFrom({ k: { type: 'string' }, l: {} }, { l: {}, k: {} }),
};
const paramSpecs = fc.uniqueArray(
  fc.oneof(
    some({ ...described, type: fc.constant('string'), default: text }, ['name']),
    some({ ...described, default: strings }, ['name']),
    some({ ...described, type: fc.constant('array'), default: strings }, ['name', 'type']),
    some({ ...object, name: fc.constant('with-default'), default: fc.constant({ k: 'v', l: '' }) }, [
      'name',
      'properties',
      'default',
    ]),
    some({ ...object, name: fc.constant('without-default') }, ['name', 'properties']),
  ),
  { maxLength: 4, selector: (each) => each.name },
);
/** With `p`, which other fields may name. */
export const declaredParams = paramSpecs.map((list) => [...list, { name: 'p', default: 'of p' }]);

const result = fc.oneof(
  some({ ...described, type: fc.constantFrom('string', 'array') }, ['name']),
  some({ ...described, type: fc.constant('object'), properties: fc.constant({ k: { type: 'string' } }) }, [
    'name',
    'type',
    'properties',
  ]),
);
const results = fc.uniqueArray(result, { maxLength: 3, selector: (each) => each.name });

/** CEL is behind a feature flag. */
export const when = fc.array(
  fc.record({
    input: text,
    operator: fc.constantFrom('in', 'notin'),
    values: fc.array(text, { minLength: 1, maxLength: 2 }),
  }),
  { maxLength: 2 },
);

const stepExtras = {
  displayName: text,
  timeout: duration,
  onError: fc.constantFrom('continue', 'stopAndFail'),
  results,
  when,
};
const image = fc.constantFrom('i', 'example.com/i:1@sha256:0');
const step = fc.oneof(
  some({ ...common, ...lively, ...stepExtras, ...command, image, workspaces: usedWorkspaces }, ['image']),
  some({ ...common, ...stepExtras, ...script, image, workspaces: usedWorkspaces }, ['image']),
  some(
    {
      ref: fc.oneof(some({ name }, ['name']), resolved),
      params,
      timeout: duration,
      onError: stepExtras.onError,
      ...lively,
    },
    ['ref'],
  ),
);
const sidecar = fc.oneof(
  some({ ...common, ...lively, ...command, image, workspaces: usedWorkspaces }, ['image']),
  some({ ...common, ...script, image, restartPolicy: fc.constant('Always') }, ['image']),
);
const volume = fc.constantFrom(
  { name: 'v', emptyDir: {} },
  { name: 'v', persistentVolumeClaim: { claimName: 'c' } },
  { name: 'v', projected: { sources: [{ secret: { name: 's' } }] } },
);
const named = <T extends object>(prefix: string, list: readonly T[]) =>
  list.map((each, index) => ({ ...each, name: `${prefix}${index}` }));

const anyTaskSpec = some(
  {
    displayName: text,
    description: text,
    params: declaredParams,
    steps: fc.array(step, { minLength: 1, maxLength: 3 }).map((list) => named('s', list)),
    stepTemplate: some({ ...common, ...lively, ...command, image, name }),
    sidecars: fc.array(sidecar, { maxLength: 2 }).map((list) => named('c', list)),
    volumes: fc.tuple(volume),
    workspaces: fc.tuple(
      some(
        {
          name: fc.constant('w'),
          description: text,
          mountPath: fc.constant('/w'),
          readOnly: fc.boolean(),
          optional: fc.boolean(),
        },
        ['name'],
      ),
    ),
    results,
  },
  ['steps', 'params', 'workspaces', 'volumes'],
);

type WithCommand = { readonly command?: readonly string[] };

/** Tekton refuses a command from the template for a step that has a script. */
export const taskSpec = anyTaskSpec.map(({ stepTemplate, ...rest }) => {
  if (stepTemplate === undefined) return rest;
  const { command: _command, ...template } = stepTemplate as WithCommand;
  const steps = rest.steps as readonly { readonly script?: string }[];
  return { ...rest, stepTemplate: steps.some((each) => each.script !== undefined) ? template : stepTemplate };
});
