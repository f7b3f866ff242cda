// Three projects: `fast` needs nothing but this checkout; `contract` a real API server for most of it (see
// test/contract/README.md); `e2e` a cluster (see test/e2e/README.md).
const common = {
  testEnvironment: '<rootDir>/test/support/closing-environment.js',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/support/strip-types.js' },
};

export default {
  // Jest leaves one core alone, which on two of them is half.
  maxWorkers: '100%',
  // A worker with a large heap takes longer to exit, on a slow machine, than the half second that jest gives it.
  workerIdleMemoryLimit: '400MB',
  randomize: true,
  // Milliseconds each on a quiet machine; this ends what hangs, on a machine that is slow and busy. It counts for all projects.
  testTimeout: 120_000,
  reporters: ['default', '<rootDir>/test/support/plain-line-reporter.js'],
  projects: [
    {
      ...common,
      displayName: 'fast',
      testMatch: ['<rootDir>/test/{unit,published,scenario,corpus}/**/*.test.ts', '<rootDir>/test/contract/*.test.ts'],
    },
    { ...common, displayName: 'contract', testMatch: ['<rootDir>/test/contract/**/*.test.ts'] },
    { ...common, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.test.ts'] },
  ],
};
