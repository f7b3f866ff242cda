import { expect, test } from '@jest/globals';
import type { Target } from '../../../../src/core/target/target.ts';
import { parseEntry } from '../../../../src/input/entry/parse-entry.ts';

const FULL: Target = {
  storageClass: '',
  storageSize: '5Gi',
  emptyDir: ['cache', '*'],
  images: [{ from: 'docker.io', to: 'reg.corp/hub' }],
  imagePullSecrets: ['pull'],
  serviceAccount: 'runner',
  nodeSelector: { 'kubernetes.io/arch': 'amd64' },
  tolerations: [{ key: 'dedicated', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 }],
  timeouts: { pipeline: '1h', tasks: '50m', finally: '10m' },
};

const entry = (target: unknown) => parseEntry('e.json', JSON.stringify({ pipeline: 'main', target }, null, 1));

test('a target with every key is read as it stands', () => {
  expect(entry(FULL)).toMatchObject({ ok: true, entry: { target: FULL }, warnings: [] });
});

test('all that is wrong with a target is told at once, each at its own place', () => {
  const source = `pipeline: main
target:
  storageclass: fast
  storageSize: 5 GB
  images:
    - { from: docker.io, to: icr.io/hub, note: x }
    - { from: icr.io, to: reg.corp }
  tolerations:
    - { key: a, effect: Never }
  timeouts: { pipeline: 1h, tasks: 50m, finally: 20m }
`;
  const parsed = parseEntry('e.yaml', source);
  expect(parsed.ok ? [] : parsed.problems.map((each) => each.replace(/; (known keys|one of|write).*/, ''))).toEqual([
    'e.yaml:6:48: target.images[0].note is not known',
    'e.yaml:3:17: target.storageclass is not known',
    'e.yaml:4:16: target.storageSize "5 GB" is not a size',
    'e.yaml:6:7: target.images[0] leads to "icr.io/hub", which images[1] ("icr.io") leads on',
    'e.yaml:9:25: target.tolerations[0].effect Never is not an effect',
    'e.yaml:10:13: target.timeouts tasks and finally together have more time than pipeline; Tekton refuses that',
  ]);
});

test.each<[string, unknown, string]>([
  ['a size', { storageSize: '5 GB' }, 'target.storageSize "5 GB" is not a size'],
  ['a text for a list', { emptyDir: 'cache' }, 'target.emptyDir must be an array'],
])('what is not %s is refused with its place', (_title, target, problem) => {
  const parsed = entry(target);
  expect(parsed.ok ? [] : parsed.problems).toEqual([expect.stringContaining(problem)]);
  expect(parsed.ok ? [] : parsed.problems[0]).toMatch(/^e\.json:\d+:\d+: target/);
});
