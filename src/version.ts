/** The same as in package.json (test/unit/version.test.ts); the bundler cannot take JSON modules. */
export const VERSION = '0.1.0';
