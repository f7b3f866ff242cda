// Two projects: `fast` needs nothing but this checkout; `e2e` needs a cluster (see test/e2e/README.md).
const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/support/strip-types.js' },
};

export default {
  randomize: true,
  reporters: ['default', '<rootDir>/test/support/plain-line-reporter.js'],
  projects: [
    { ...common, displayName: 'fast', testMatch: ['<rootDir>/test/{unit,contract,scenario,corpus}/**/*.test.ts'] },
    { ...common, displayName: 'contract', testMatch: ['<rootDir>/test/contract/**/*.test.ts'] },
    { ...common, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.test.ts'] },
  ],
};
