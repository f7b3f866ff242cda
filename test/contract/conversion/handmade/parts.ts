/* What the handmade objects are made of. */

export type Specs = Readonly<Record<string, object>>;

export const resources = { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '1' } };
const probe = { exec: { command: ['true'] }, periodSeconds: 5 };
/** Fields of a v1beta1 step and of its stepTemplate that v1 does not have. */
export const gone = {
  ports: [{ containerPort: 80, name: 'web' }],
  livenessProbe: probe,
  readinessProbe: probe,
  startupProbe: probe,
  lifecycle: { preStop: { exec: { command: ['true'] } } },
  terminationMessagePath: '/dev/other',
  terminationMessagePolicy: 'File',
  stdin: true,
  stdinOnce: true,
  tty: true,
};
export const container = {
  image: 'i',
  command: ['run'],
  args: ['$(params.p)', '$(params["arr"][*])'],
  workingDir: '/w',
  envFrom: [{ configMapRef: { name: 'c', optional: true } }],
  env: [
    { name: 'A', value: '$(params.p)' },
    { name: 'B', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
  ],
  resources,
  volumeMounts: [{ name: 'v', mountPath: '/v', subPath: 'x', readOnly: true }],
  volumeDevices: [{ name: 'v', devicePath: '/dev/v' }],
  imagePullPolicy: 'IfNotPresent',
  securityContext: { runAsNonRoot: true, runAsUser: 1001, capabilities: { drop: ['ALL'] } },
};
export const step = { name: 's', ...container };
export const params = [
  { name: 'p', type: 'string', default: 'd', description: 'text' },
  { name: 'empty', default: '' },
  { name: 'untyped' },
  { name: 'arr', type: 'array', default: ['a', 'b'] },
  { name: 'guessed', default: ['a'] },
  { name: 'obj', type: 'object', properties: { k: { type: 'string' }, l: {} }, default: { k: 'v', l: '' } },
];
export const volumes = [
  { name: 'v', emptyDir: {} },
  { name: 'w', configMap: { name: 'c', items: [{ key: 'a', path: 'b' }] } },
];
export const one = { steps: [{ name: 's', image: 'i', script: 'echo' }] };
export const emptyTask = { name: 'a', taskSpec: one };
