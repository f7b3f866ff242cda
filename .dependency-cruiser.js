// Who may import whom, checked by `make verify`; CONTRIBUTING.md has the same map for people.

/** Each layer of src, and what it may import besides itself. */
const LAYERS = {
  core: [],
  'errors.ts': ['core'],
  'ports.ts': ['core', 'errors.ts'],
  'version.ts': [],
  crypto: ['core', 'errors.ts'],
  input: ['core', 'crypto', 'errors.ts', 'ports.ts'],
  kube: ['core', 'errors.ts', 'ports.ts'],
  app: ['core', 'errors.ts', 'ports.ts'],
  report: ['core', 'errors.ts', 'ports.ts'],
  process: ['core', 'errors.ts', 'ports.ts'],
  cli: ['core', 'crypto', 'input', 'kube', 'app', 'report', 'process', 'errors.ts', 'ports.ts', 'version.ts'],
  'main.ts': ['cli', 'process'],
  'wait-main.ts': ['cli', 'process'],
};

/** Files of core beside its folders, which import none of them. */
const CORE_ROOT = [
  'json.ts',
  'present.ts',
  'text.ts',
  'duration.ts',
  'list-of.ts',
  'field-path.ts',
  'outcome.ts',
  'exit-codes.ts',
  'log-codes.ts',
  'log.ts',
];

/** The folders of core, lowest first: each may import those of the lines above it, never one of its own line. */
const CORE = [
  ['k8s'],
  ['tekton'],
  ['signal', 'payload'],
  ['override', 'check', 'calls', 'trigger', 'target', 'export'],
  ['entry.ts'],
  ['launch'],
  ['tree', 'wait', 'inspection.ts'],
];

const named = (names) =>
  `(${names.map((name) => (name.endsWith('.ts') ? name.replace('.', '[.]') : `${name}/`)).join('|')})`;

const layerRules = Object.entries(LAYERS).map(([layer, allowed]) => ({
  name: `layer-${layer}`,
  severity: 'error',
  from: { path: `^src/${named([layer])}` },
  to: { path: '^src/', pathNot: `^src/${named([layer, ...allowed])}` },
}));

const coreRules = CORE.flatMap((line, index) =>
  line.map((folder) => ({
    name: `core-${folder}`,
    severity: 'error',
    from: { path: `^src/core/${named([folder])}` },
    to: {
      path: `^src/core/${named(
        CORE.slice(index)
          .flat()
          .filter((each) => each !== folder),
      )}`,
    },
  })),
);

/** A place that is not on the map has no direction: put it there first. */
const unmapped = [
  { from: '^src/', known: [...Object.keys(LAYERS).map((each) => `src/${each}`)] },
  { from: '^src/core/', known: [...CORE_ROOT, ...CORE.flat()].map((each) => `src/core/${each}`) },
].map(({ from, known }) => ({
  name: `on-the-map-of-${from.slice(1, -1)}`,
  severity: 'error',
  from: {},
  to: { path: from, pathNot: `^${named(known)}` },
}));

export default {
  forbidden: [
    ...unmapped,
    {
      name: 'core-root',
      severity: 'error',
      from: { path: `^src/core/${named(CORE_ROOT)}` },
      to: { path: `^src/core/${named(CORE.flat())}` },
    },
    {
      name: 'used',
      comment: 'a file that no program uses is forgotten: a check, for example, that no list of checks names',
      severity: 'error',
      from: { path: '^(src/(main|wait-main)[.]ts$|hack/)' },
      // The first two are where programs begin; the last is there for the compiler alone.
      to: { path: '^src/', pathNot: '^src/(main|wait-main|input/payload/shape-types)[.]ts$', reachable: false },
    },
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    ...layerRules,
    ...coreRules,
    {
      name: 'core-is-pure',
      comment: 'core knows no Node and no I/O; the one package is a hash',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { dependencyTypesNot: ['local'], pathNot: 'node_modules/@noble/hashes/' },
    },
    {
      name: 'kubernetes-client-in-kube',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/kube/' },
      to: { path: 'node_modules/@kubernetes/' },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types'],
    },
  },
};
